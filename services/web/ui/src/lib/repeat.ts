/* Asking again and again, for as long as something goes on and somebody looks. */

/** Works now, and again while `work` says so; a page in the background waits. Returns: what ends it. */
export function repeat(work: () => Promise<boolean>, often = 2000): () => void {
  let timer = 0;
  let over = false;
  const turn = async (): Promise<void> => {
    const goesOn = document.hidden || (await work());
    if (!over && goesOn) timer = window.setTimeout(() => void turn(), often);
  };
  void turn();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
