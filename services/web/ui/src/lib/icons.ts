/* Small line drawings that stand beside a word, never alone. */
export const drawings = {
  gallery: "M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3zM14 14h7v7h-7z",
  coverage: "M3 3h18v18H3zM3 9h18M3 15h18M9 3v18M15 3v18",
  add: "M12 16V4m0 0L7 9m5-5 5 5M4 15v5h16v-5",
  mine: "M4 6h16M4 12h16M4 18h10",
  studio: "M12 21a9 9 0 1 1 0-18M12 3v18M12 7h6M12 12h9M12 17h6",
  review: "M4 12l5 5L20 6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6",
  camera: "M4 8h4l2-3h4l2 3h4v11H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
  filter: "M3 5h18l-7 8v6l-4-2v-4z",
  good: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12l3 3 5-6",
  warn: "M12 3 2 20h20zM12 10v4M12 17v.5",
  bad: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 8.5l7 7M15.5 8.5l-7 7",
  wait: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3",
  pause: "M8 5v14M16 5v14",
  close: "M6 6l12 12M18 6 6 18",
  find: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
  out: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
} as const;

export type IconName = keyof typeof drawings;
