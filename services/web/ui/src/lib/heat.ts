/* How much there is in a cell of the coverage map, as one of five steps. */
import type { Coverage, CoverageCell } from "./types";

export const counted = {
  real: "Real pictures",
  altered: "Real and altered",
  all: "Real, altered and synthetic",
} as const;
export type Counted = keyof typeof counted;

/** Number of pictures in a cell; null when it is masked (too few to tell). */
export function amount(cell: CoverageCell | undefined, what: Counted): number | null {
  if (!cell) return 0;
  const parts = [
    cell.real,
    ...(what !== "real" ? [cell.altered] : []),
    ...(what === "all" ? [cell.synthetic] : []),
  ];
  // A part that is masked makes the sum unknown, but it is known to be more than the others.
  return parts.some((part) => part === null)
    ? null
    : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** 0 empty, 1 to 5 by powers: twice as many pictures are not twice as useful. */
export function step(value: number | null): number {
  if (value === null) return 1;
  if (value === 0) return 0;
  const limits = [5, 20, 50, 150];
  return 1 + limits.filter((limit) => value >= limit).length;
}
export const legend = ["none", "1 to 4", "5 to 19", "20 to 49", "50 to 149", "150 or more"];

/** Cells by row and column. */
export function table(coverage: Coverage): Map<string, CoverageCell> {
  return new Map(coverage.cells.map((cell) => [`${cell.row}\n${cell.col}`, cell]));
}

/** Known number of pictures in a row or column. */
export function sum(coverage: Coverage, what: Counted, wanted: (cell: CoverageCell) => boolean): number {
  return coverage.cells.filter(wanted).reduce((found, cell) => found + (amount(cell, what) ?? 1), 0);
}
