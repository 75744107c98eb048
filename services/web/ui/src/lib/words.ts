/* What every page says in plain words. A value without an entry is shown as it is. */
import type { Picture } from "./types";

export type Words = Record<string, string>;

export const tones: Words = {
  light: "Light",
  intermediate: "Intermediate",
  tan: "Tan",
  brown: "Brown",
  dark: "Dark",
};
export const sites: Words = {
  "head/neck": "Head and neck",
  "upper extremity": "Arm or hand",
  "lower extremity": "Leg or foot",
  "anterior torso": "Chest and belly",
  "posterior torso": "Back",
  "lateral torso": "Side of the body",
  "palms/soles": "Palm or sole",
  "oral/genital": "Mouth or genitals",
};
export const imageTypes: Words = {
  dermoscopic: "Through a dermatoscope",
  "clinical: close-up": "Close-up",
  "clinical: overview": "Overview",
};
export const kinds: Words = {
  "instrument only": "Real",
  altered: "Altered",
  synthetic: "Synthetic",
};
export const say = (words: Words, value: string | null | undefined): string =>
  value === null || value === undefined ? "" : (words[value] ?? sentence(value));

function sentence(value: string): string {
  const text = value.replaceAll("_", " ");
  return /^[A-Z ]+$/.test(text) && text.length > 3 ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}

/** "a, b and c" */
export function list(items: string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** The word on the ribbon of a picture that is not as the camera took it, or null. */
export const ribbon = (kind: string): string | null => (kind === "instrument only" ? null : kind);

/** One line for those who cannot see the picture. */
export function describe(picture: Picture, condition: string | null): string {
  const parts = [
    picture.image_manipulation === "instrument only"
      ? "Skin picture"
      : `${kinds[picture.image_manipulation]} skin picture`,
    condition,
    picture.anatom_site_general && say(sites, picture.anatom_site_general).toLowerCase(),
    picture.tone_group && `${picture.tone_group} skin`,
  ];
  return parts.filter(Boolean).join(", ");
}
