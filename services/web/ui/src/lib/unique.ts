/* A word that nothing else has. crypto.randomUUID exists on secure pages only; this exists everywhere. */
export const unique = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
