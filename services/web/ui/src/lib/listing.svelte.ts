/* A list that grows page by page and is still there when one comes back to it. */
import { pictures, type Query } from "./api";
import { asProblem, type Problem } from "./problem";
import type { Picture, PicturePage } from "./types";

const kept = new Map<string, Listing>();
// Pictures may be withdrawn at any time: what is shown again without asking is never old.
const fresh = 60_000;
const pageSize = 60;

export class Listing {
  items = $state.raw<Picture[]>([]);
  count = $state.raw<PicturePage["count"]>(null);
  next = $state<string | null>(null);
  busy = $state(true);
  problem = $state.raw<Problem | null>(null);
  readonly #query: Query;
  readonly since = Date.now();

  constructor(query: Query) {
    this.#query = query;
    void this.more();
  }

  /** The next page, or the first one. */
  async more(): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      const page = await pictures.search({ ...this.#query, limit: pageSize, cursor: this.next });
      const known = new Set(this.items.map((item) => item.image_id));
      this.items = [...this.items, ...page.items.filter((item) => !known.has(item.image_id))];
      this.next = page.next_cursor;
      this.count = page.count ?? this.count;
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.busy = false;
  }

  /** Takes in what changed about one picture, or that it is gone. */
  put(picture: Picture | null, id: string): void {
    this.items = this.items.flatMap((item) => (item.image_id !== id ? [item] : picture ? [picture] : []));
  }
}

/** The list for a query: the one from a moment ago, or a new one. */
export function listing(query: Query): Listing {
  const key = JSON.stringify(query);
  const found = kept.get(key);
  if (found && !found.problem && Date.now() - found.since < fresh) return found;
  const made = new Listing(query);
  kept.set(key, made);
  if (kept.size > 10) kept.delete(kept.keys().next().value as string);
  return made;
}

/** After a review, a removal or an upload, every list is asked for again. */
export const forget = (): void => kept.clear();
