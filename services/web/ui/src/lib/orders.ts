/* Orders of both kinds, as the list of them shows them. */
import { targetWords } from "./altering";
import { plural } from "./format";
import { augmentations, generations } from "./synthesis";
import type { GenerationItem, Order, OrderItem } from "./types";
import { list, say, tones } from "./words";

export interface OrderItemShown {
  item_id: string;
  state: string;
  result_image_id: string | null;
  message: string | null;
}
export interface OrderShown<Item extends OrderItemShown> extends Order {
  items: Item[];
  next_cursor: string | null;
  /** What was drawn and not taken, by reason. */
  refused?: Record<string, number>;
}
export interface OrderKind<Item extends OrderItemShown> {
  mine: () => Promise<{ items: Order[] }>;
  get: (id: string) => Promise<OrderShown<Item>>;
  cancel: (id: string) => Promise<unknown>;
  title: (order: Order) => string;
  /** What a result shows, for those who cannot see it. */
  about: (item: Item) => string;
  /** What every result is; asked of each picture's record when it may differ. */
  always?: string;
}

export const alterations: OrderKind<OrderItem> = {
  mine: augmentations.mine,
  get: augmentations.get,
  cancel: augmentations.cancel,
  title: (order) => `${plural(order.counts.total, "picture")} to ${targetWords(order.request["target"])}`,
  about: (item) => targetWords(item.target),
};

const whose = (order: Order) =>
  order.request["accept"] === "curated" ? "chosen from a preview" : "chosen by PixGen";

export const drawings: OrderKind<GenerationItem> = {
  mine: generations.mine,
  get: generations.get,
  cancel: generations.cancel,
  title: (order) => {
    const tone = order.request["tone_group"] as string | undefined;
    const skin = tone ? `${say(tones, tone).toLowerCase()} skin, ` : "";
    return `${plural(order.counts.total, "picture")} by ${String(order.request["model"])}: ${skin}${whose(order)}`;
  },
  about: (item) => (item.tone_group ? `${item.tone_group} skin` : "tone not measurable"),
  always: "synthetic",
};

const refusals: Record<string, (count: number) => string> = {
  "picture.near_copy": (count) =>
    `${plural(count, "picture")} nearly ${count === 1 ? "a copy" : "copies"} of a training picture`,
  "tone.other": (count) => `${plural(count, "picture")} of another tone or of none that can be measured`,
};

/** What was drawn and not taken, in a sentence; null when there is nothing of it. */
export function refusedWords(refused: Record<string, number> | undefined): string | null {
  const found = Object.entries(refused ?? {}).filter(([, count]) => count > 0);
  if (!found.length) return null;
  const words = found.map(
    ([reason, count]) => refusals[reason]?.(count) ?? `${plural(count, "picture")} (${reason})`,
  );
  return `Drawn and not taken: ${list(words)}.`;
}
