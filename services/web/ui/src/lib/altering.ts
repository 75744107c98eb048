/* What an alteration is asked for, and what its measures mean. */
import { degrees } from "./format";
import { into, share, type Reading } from "./readings";
import type { OrderWish, Preview } from "./types";
import { say, tones } from "./words";

export interface Wish {
  /** "tone_group:dark", "style:monk-8" */
  target: string;
  method: Method;
  strength: number;
}

type Method = NonNullable<OrderWish["method"]>;

export const methods: Record<Method, string> = {
  TONE: "Shifts the skin's colour and invents nothing.",
  HYBRID: "Tone, with the network's texture as a faint modulation.",
  NEURAL: "The style network alone: its blotches and weave may be mistaken for structure.",
};

type Target = NonNullable<OrderWish["target"]>;

/** The body of an order or a preview. */
export function asked(wish: Wish): { target: Target; method: Method; strength: number } {
  const [kind = "", value = ""] = wish.target.split(":");
  return {
    target: kind === "style" ? { style: value } : { tone_group: value as NonNullable<Target["tone_group"]> },
    method: wish.method,
    strength: wish.strength,
  };
}

/** A target in words, as an order remembers it. */
export function targetWords(target: unknown): string {
  const found = (target ?? {}) as { tone_group?: string; style?: string; ita_deg?: number };
  if (found.tone_group) return `${say(tones, found.tone_group).toLowerCase()} skin`;
  if (found.style) return `style ${found.style}`;
  if (typeof found.ita_deg === "number") return `an ITA of ${degrees(found.ita_deg)}`;
  return "what coverage lacks";
}

/** The measures that people need, each with what it means. */
export function readings(measures: Preview["measures"]): Reading[] {
  const found: Reading[] = [];
  const add = into(found, (key) => measures[key]);
  add("Skin before", "content_ita_deg", degrees, "angle of the skin's colour (ITA); darker skin has less");
  add("Skin after", "result_ita_deg", degrees, "the same of the result");
  add("Off the target by", "tone_error_deg", degrees, "under 0.5° is as good as exact");
  add("Structure kept", "structure", share, "edges and network of the picture; 97 % and more is unharmed");
  add(
    "Colour contrast kept",
    "colour_contrast_kept",
    share,
    "lesion against skin; on darker skin 35 to 70 % is what physics gives, more would be invented",
  );
  add("Newly blue", "new_blue", share, "of the lesion; blue can be mistaken for a sign of disease");
  return found;
}
