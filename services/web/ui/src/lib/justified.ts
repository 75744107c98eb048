/* Rows of pictures of equal height that fill the width. Sizes are known before any picture is there, so that
   nothing ever jumps. */

export interface Placed<T> {
  item: T;
  width: number;
}
export interface Row<T> {
  height: number;
  cells: Placed<T>[];
}

/** Very long or tall pictures are shown cut to this shape. */
const narrowest = 0.6;
const widest = 1.9;

export function justify<T extends { pixels_x: number; pixels_y: number }>(
  items: T[],
  width: number,
  target: number,
  gap: number,
): Row<T>[] {
  const rows: Row<T>[] = [];
  let line: { item: T; shape: number }[] = [];
  let shapes = 0;
  for (const item of items) {
    const shape = Math.min(widest, Math.max(narrowest, item.pixels_x / item.pixels_y));
    line.push({ item, shape });
    shapes += shape;
    const height = (width - gap * (line.length - 1)) / shapes;
    if (height <= target) {
      rows.push(row(line, height));
      line = [];
      shapes = 0;
    }
  }
  // The last, unfinished row keeps the target height: stretching it would blow up two lonely pictures.
  if (line.length) rows.push(row(line, target));
  return rows;
}

const row = <T>(line: { item: T; shape: number }[], height: number): Row<T> => ({
  height,
  cells: line.map(({ item, shape }) => ({ item, width: shape * height })),
});
