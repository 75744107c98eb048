/* The names of conditions: asked for once, when first needed. */
import { catalog } from "./api";
import type { VocabularyItem } from "./types";

class Conditions {
  items = $state.raw<VocabularyItem[]>([]);
  labels = $derived(
    Object.fromEntries(this.items.map((item) => [item.value, item.label])) as Record<string, string>,
  );
  #asked: Promise<void> | null = null;

  load(): Promise<void> {
    this.#asked ??= catalog.vocabulary("conditions").then(
      (items) => {
        this.items = items;
      },
      () => {
        this.#asked = null;
      },
    );
    return this.#asked;
  }

  name(id: string | null | undefined): string {
    return id ? (this.labels[id] ?? id.replaceAll("_", " ")) : "";
  }

  /** Conditions whose name or another name holds all the words. */
  find(text: string): VocabularyItem[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const names = (item: VocabularyItem) => [item.label, ...(item.synonyms ?? [])].join(" ").toLowerCase();
    return this.items.filter((item) => words.every((word) => names(item).includes(word)));
  }
}

export const conditions = new Conditions();
