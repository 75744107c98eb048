/* Training runs, their measures and the models that come out of them, in words. */
import { number } from "./format";
import type { Problem } from "./problem";
import { into, share, type Reading } from "./readings";
import type { Model, Run, RunWish } from "./types";
import { say, type Words } from "./words";

export const runStates: Words = {
  queued: "Waiting for its turn",
  running: "Training",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};
/** Whether a run has not ended yet. */
export const goesOn = (run: Run): boolean => run.state === "queued" || run.state === "running";
/** The look of the part State. */
export const runLooks: Words = { completed: "done", failed: "failed", cancelled: "withdrawn" };

export const profiles: Record<NonNullable<RunWish["profile"]>, { label: string; help: string }> = {
  smoke: {
    label: "Smoke: does everything work?",
    help: "32 pixels, 200 steps: a minute or two. Its pictures are blurs and too small to be kept, but for looking.",
  },
  fast: {
    label: "Fast: a first generator",
    help: "64 pixels, 6,000 steps: fit for a processor.",
  },
  quality: {
    label: "Quality: a long run",
    help: "64 pixels, a network twice as wide, 40,000 steps: long on a processor, better on a GPU.",
  },
  "seed-2020": {
    label: "Seed 2020: the first PixGen's network",
    help: "224 pixels, 4,000 steps, the recipe of 2020. For comparison; very slow without a GPU.",
  },
};

const reasons: Words = {
  not_a_number: "The numbers ran away. Start it again with another seed, or with more pictures a step.",
  collapse: "Its pictures became all alike. Another seed, more pictures or the profile quality may help.",
  crashed: "Its process died again and again without getting further. The operator finds why in the log.",
  "snapshot.changed":
    "A picture was withdrawn while it trained, and its weights knew it. Start a new run: it begins without it.",
  "training.too_few_pictures":
    "Fewer than 16 pictures were left that may be learned from. Choose a wider filter.",
  "run.disk_full": "The trainer's disk is full. The operator has to make room; then start it again.",
};
/** Why a run ended as it did; null when there is nothing to say. */
export const whyEnded = (run: Run): string | null =>
  run.state === "cancelled"
    ? "It was cancelled. What it had made by then is kept."
    : run.reason && (reasons[run.reason] ?? `Reason: ${run.reason}.`);

export const alarms: Words = {
  collapse: "All its pictures look alike, evaluation after evaluation.",
  overfit: "It knows its training pictures by heart: it believes them and doubts unseen real ones.",
  memorised: "Its pictures come very near to training pictures. Look at them before anything is published.",
  not_published: "It was not published, for its measures speak against it.",
};
export const findings: Words = {
  not_measured: "Never measured",
  collapse: "Too much alike",
  memorised: "Too near to training pictures",
  kid_worse: "Worse than the version that is served",
  not_comparable: "Cannot be compared with the version that is served",
  no_lineage: "Withdrawals do not reach it",
  was_retracted: "Taken back before",
};

/** "kid_worse: Its KID is …" as its title and its sentence. */
export function finding(text: string): { title: string; text: string } {
  const [word = "", ...rest] = text.split(": ");
  return { title: say(findings, word), text: rest.join(": ") };
}

export type Measures = Record<string, unknown>;
export const figure = (measures: Measures | null | undefined, name: string): number | null => {
  const value = measures?.[name];
  return typeof value === "number" ? value : null;
};
const three = (value: number): string =>
  Math.abs(value) < 10 ? value.toPrecision(2) : number(Math.round(value));

/** What an evaluation found, each with what it means. */
export function measured(of: Measures): Reading[] {
  const found: Reading[] = [];
  const add = into(found, (key) => figure(of, key));
  const [low, high] = [figure(of, "kid_low"), figure(of, "kid_high")];
  const floor = (key: string): string => {
    const value = figure(of, key);
    return value === null ? "" : `; two halves of the real pictures differ by ${three(value)}`;
  };
  const between =
    low === null || high === null ? "" : `. With 95 % certainty between ${three(low)} and ${three(high)}`;
  add("KID", "kid", three, `distance from real pictures, lower is better${floor("kid_floor")}${between}`);
  add("FID", "fid", three, `another such distance, lower is better${floor("fid_floor")}`);
  add("Precision", "precision", share, "of its pictures pass for real ones");
  add("Recall", "recall", share, "of the variety of real pictures is something that it can draw");
  add("Diversity", "diversity_ratio", share, "of the variety among real pictures; under 40 % all look alike");
  add(
    "Distance kept",
    "nearest_ratio_median",
    share,
    "of the usual distance to the nearest training picture; under 50 % it copies",
  );
  return found;
}

/** Which features the figures stand on: figures of others are not comparable. */
export const features = (of: Measures): string | null => {
  const name = of["features"];
  if (typeof name !== "string") return null;
  return name === "discriminator"
    ? "Measured with the network's own eyes: comparable within this run only."
    : `Measured with ${name}; not to be compared with published Inception figures.`;
};

export const modelState = (model: Model, served: boolean): { look: string; word: string } => {
  if (served) return { look: "published", word: "Served" };
  if (model.published) return { look: "waiting", word: "Published, an older one" };
  return model.retracted_at
    ? { look: "withdrawn", word: "Taken back" }
    : { look: "waiting", word: "Not published" };
};

/** Smaller pictures are not taken in by upload. */
export const leastKept = 64;

/** Of each model the newest version that is published: that one is served. */
export function servedOf(all: Model[]): Model[] {
  const newest = new Map<string, Model>();
  for (const one of all) {
    const known = newest.get(one.model);
    if (one.published && (!known || Number(one.version) > Number(known.version))) newest.set(one.model, one);
  }
  return [...newest.values()];
}

/** What to do about a failure of these pages, besides what the service says. */
export function hint(problem: Problem): string | undefined {
  if (problem.reason === "gan-trainer.unavailable")
    return "On your own machine, make run starts the trainer unless PIXGEN_MODELS=0 is set, and it takes some seconds to be ready.";
  if (problem.reason === "serving.unavailable")
    return "The model server opens when a first model is published, some seconds later. On your own machine, make run starts it unless PIXGEN_MODELS=0 is set.";
  if (problem.reason === "model.not_served")
    return "If it was published a moment ago, it is being loaded: try again in some seconds. Else the model server is set to serve other models (PIXGEN_SYNC_MODELS): ask the operator.";
  return undefined;
}
