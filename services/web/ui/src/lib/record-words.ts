/* The record's other vocabularies in plain words, for the pages that show or ask for all of it. */
import { list, type Words } from "./words";

export * from "./words";

// Where the classes begin, in degrees (Del Bino); shown beside the word.
export const toneRange: Words = {
  light: "ITA over 41°",
  intermediate: "28° to 41°",
  tan: "10° to 28°",
  brown: "-30° to 10°",
  dark: "under -30°",
};
export const statuses: Words = {
  pending: "Waiting for review",
  published: "Published",
  rejected: "Rejected",
  withdrawn: "Withdrawn",
};
export const sexes: Words = { male: "Male", female: "Female", other_or_unspecified: "Other or not said" };
export const shotTypes: Words = {
  CLOSE_UP: "Close",
  AT_AN_ANGLE: "At an angle",
  AT_DISTANCE: "From a distance",
};
export const confirmTypes: Words = {
  histopathology: "by tissue examination",
  "confocal microscopy": "by confocal microscopy",
  "serial imaging": "by pictures over time",
  "single image expert consensus": "by experts agreeing on the picture",
  clinical: "by looking at the patient",
};
export const licences: Words = {
  "CC-0": "CC0: anyone may use it, no conditions",
  "CC-BY": "CC BY: anyone may use it who names the source",
  "CC-BY-NC": "CC BY-NC: not for commercial use, source named",
};
export const scopes: Words = {
  share: "Show the picture to other people, and let them download it",
  ml_training: "Use it to train and test computer programs",
  generative: "Use it to make new, synthetic pictures",
  commercial: "Let companies use it",
};
export const scopesShort: Words = {
  share: "sharing",
  ml_training: "training programs",
  generative: "making synthetic pictures",
  commercial: "commercial use",
};
export const access: Words = {
  open: "Anyone, without signing in",
  controlled: "People who have signed in",
};
export const durations: Words = {
  UNKNOWN: "Not known",
  ONE_DAY: "One day",
  LESS_THAN_ONE_WEEK: "Less than a week",
  ONE_TO_FOUR_WEEKS: "1 to 4 weeks",
  ONE_TO_THREE_MONTHS: "1 to 3 months",
  THREE_TO_TWELVE_MONTHS: "3 to 12 months",
  MORE_THAN_ONE_YEAR: "More than a year",
  MORE_THAN_FIVE_YEARS: "More than 5 years",
  SINCE_CHILDHOOD: "Since childhood",
};
export const symptoms: Words = {
  BOTHERSOME_APPEARANCE: "Bothersome to look at",
  BLEEDING: "Bleeding",
  INCREASING_SIZE: "Growing",
  DARKENING: "Getting darker",
  ITCHING: "Itching",
  BURNING: "Burning",
  PAIN: "Pain",
  FEVER: "Fever",
  CHILLS: "Chills",
  FATIGUE: "Tiredness",
  JOINT_PAIN: "Joint pain",
  MOUTH_SORES: "Mouth sores",
  SHORTNESS_OF_BREATH: "Short of breath",
  NO_RELEVANT_EXPERIENCE: "None of these",
};
export const textures: Words = {
  RAISED_OR_BUMPY: "Raised or bumpy",
  FLAT: "Flat",
  ROUGH_OR_FLAKY: "Rough or flaky",
  FLUID_FILLED: "Filled with fluid",
};
export const recognisable: Words = {
  NO: "No",
  YES: "Yes",
  UNKNOWN: "Not known",
};
export const who: Words = { patient: "the patient", contributor: "the contributor", reviewer: "a reviewer" };
export const fitzpatrick: Words = {
  I: "I: always burns, never tans",
  II: "II: burns easily, tans little",
  III: "III: burns a little, tans evenly",
  IV: "IV: burns rarely, tans well",
  V: "V: burns very rarely, tans deeply",
  VI: "VI: never burns",
};
export const itaReasons: Words = {
  b_not_positive: "the colours are not those of skin",
  little_skin: "too little bare skin is in the picture",
  colour_cast: "the light has a strong colour",
  over_exposed: "the picture is over-exposed",
};
export const roles: Words = {
  contributor: "Contributor: adds pictures",
  researcher: "Researcher: finds and downloads pictures",
  curator: "Curator: reviews pictures",
  admin: "Administrator",
};
const removedNames: Words = {
  "GPS position": "the GPS position",
  "camera serial number": "the camera's serial number",
  "camera make and model": "the camera's make and model",
  "capture time": "the time it was taken",
  "embedded thumbnail": "the embedded thumbnail",
  "owner name": "the owner's name",
  "maker note": "the camera maker's notes",
  "trailing bytes": "data after the end of the picture",
  comment: "comments",
  text: "embedded text",
  XMP: "XMP data",
  IPTC: "IPTC data",
};

/** What was taken out of a picture before it was kept, as a sentence. */
export function removedSentence(names: string[]): string {
  if (!names.length) return "The file held nothing that had to be removed.";
  return `We removed ${list(names.map((name) => removedNames[name] ?? `the ${name}`))}.`;
}
