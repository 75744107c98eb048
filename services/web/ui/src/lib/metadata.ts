/* What the contributor says about pictures: the form's values, and the JSON that goes with each picture. */

export interface Said {
  image_type: string;
  copyright_license: string;
  scopes: string[];
  agreed: boolean;
  patient: string;
  lesion: string;
  attribution: string;
  access: string;
  condition: string;
  confidence: string;
  confirm_type: string;
  site: string;
  age: string;
  sex: string;
  fitzpatrick: string;
  fitzpatrick_source: string;
  duration: string;
  symptoms: string[];
  textures: string[];
  shot_type: string;
  country: string;
  recognisable: string;
  notes: string;
  manipulation: string;
  generator: string;
}

/** What one picture differs in from the others. */
export type Own = Partial<Pick<Said, "condition" | "site">>;

const kept = "pixgen.upload";
// Only what belongs to the contributor's habits. Nothing about a patient is ever kept in the browser.
const habits = ["image_type", "copyright_license", "attribution", "access", "country"] as const;

export function blank(): Said {
  const nothing: Said = {
    image_type: "",
    copyright_license: "CC-BY",
    scopes: ["share", "ml_training"],
    agreed: false,
    patient: "",
    lesion: "",
    attribution: "",
    access: "controlled",
    condition: "",
    confidence: "",
    confirm_type: "",
    site: "",
    age: "",
    sex: "",
    fitzpatrick: "",
    fitzpatrick_source: "contributor",
    duration: "",
    symptoms: [],
    textures: [],
    shot_type: "",
    country: "",
    recognisable: "UNKNOWN",
    notes: "",
    manipulation: "instrument only",
    generator: "",
  };
  try {
    const before = JSON.parse(localStorage.getItem(kept) ?? "{}") as Partial<Said>;
    for (const name of habits) if (typeof before[name] === "string") nothing[name] = before[name];
  } catch {
    localStorage.removeItem(kept);
  }
  return nothing;
}

export function remember(said: Said): void {
  localStorage.setItem(kept, JSON.stringify(Object.fromEntries(habits.map((name) => [name, said[name]]))));
}

/** The metadata part of one upload. Empty answers are left out. */
export function toMetadata(said: Said, own: Own): Record<string, unknown> {
  const { condition, site } = { ...said, ...own };
  const drawn = said.manipulation !== "instrument only";
  const whole: Record<string, unknown> = {
    image_type: said.image_type,
    copyright_license: said.copyright_license,
    consent: said.patient ? { scopes: said.scopes, patient: said.patient } : { scopes: said.scopes },
    attribution: said.attribution.trim(),
    access: said.access,
    lesion: said.lesion.trim(),
    shot_type: said.shot_type,
    age: said.age === "" ? "" : Number(said.age),
    sex: said.sex,
    anatom_site_general: site,
    diagnosis: condition
      ? [
          filled({
            condition_id: condition,
            confidence: Number(said.confidence) || "",
            confirm_type: said.confirm_type,
          }),
        ]
      : [],
    fitzpatrick_skin_type: said.fitzpatrick
      ? [{ value: said.fitzpatrick, source: said.fitzpatrick_source }]
      : [],
    condition_duration: said.duration,
    condition_symptoms: said.symptoms,
    textures: said.textures,
    country: said.country.trim().toUpperCase(),
    recognizable_visual_features: said.recognisable,
    notes: said.notes.trim(),
    image_manipulation: drawn ? said.manipulation : "",
    generator: drawn ? { kind: said.generator } : "",
  };
  return filled(whole);
}

function filled(from: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0)),
  );
}

/** What still has to be answered, by field. */
export function missing(said: Said): Partial<Record<keyof Said, string>> {
  const found: Partial<Record<keyof Said, string>> = {};
  if (!said.image_type) found.image_type = "Say how the pictures were taken.";
  if (!said.scopes.length) found.scopes = "Tick at least one use that the patient agreed to.";
  if (!said.agreed) found.agreed = "Pictures can only be taken in with consent.";
  if (said.manipulation !== "instrument only" && !said.generator)
    found.generator = "Say what made or changed them.";
  if (said.age && !(Number(said.age) >= 0 && Number(said.age) <= 120)) found.age = "Years, from 0 to 120.";
  if (said.country && !/^[a-z]{2}$/i.test(said.country.trim()))
    found.country = "Two letters, such as KE or BR.";
  return found;
}
