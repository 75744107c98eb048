/* Sends many pictures over a line that may come and go. Why not a library: docs/decisions/0042. */
import { uploads } from "./own";
import { forget } from "./listing.svelte";
import { toMetadata, type Own, type Said } from "./metadata";
import { asProblem, fromBody, offline, Problem, type FieldError } from "./problem";
import { session } from "./session.svelte";
import type { Upload } from "./types";
import { unique } from "./unique";

export type RowState =
  "reading" | "ready" | "here" | "waiting" | "sending" | "storing" | "paused" | "done" | "refused";

const atOnce = 2;
const largest = 30 * 1024 * 1024;
const longestWait = 60_000;
// A line that moved nothing for so long is taken for dead and tried anew.
const stalled = 45_000;

export class Row {
  readonly key = unique();
  readonly preview: string;
  state = $state<RowState>("reading");
  sent = $state(0);
  /** When the next try begins, while a failed one is waited out. */
  again = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  result = $state.raw<Upload | null>(null);
  here = $state<string | null>(null);
  own = $state<Own>({});
  synthetic = $state(false);
  sum: string | null = null;
  tries = 0;
  request: XMLHttpRequest | null = null;

  constructor(readonly file: File) {
    this.preview = URL.createObjectURL(file);
  }
  /** What was said about the picture that cannot stand; what is wrong with the picture itself is not among it. */
  get wrongWords(): FieldError[] {
    return this.problem?.errors.filter((error) => error.field !== "image") ?? [];
  }
  get busy(): boolean {
    return ["waiting", "sending", "storing"].includes(this.state);
  }
}

export class Sender {
  rows = $state<Row[]>([]);
  #said: Said | null = null;
  #timer = 0;
  readonly counts = $derived({
    ready: this.rows.filter((row) => row.state === "ready").length,
    busy: this.rows.filter((row) => row.busy).length,
    paused: this.rows.filter((row) => row.state === "paused").length,
    done: this.rows.filter((row) => row.state === "done" || row.state === "here").length,
    refused: this.rows.filter((row) => row.state === "refused").length,
    misworded: this.rows.filter((row) => row.state === "refused" && row.wrongWords.length).length,
    reading: this.rows.filter((row) => row.state === "reading").length,
  });

  constructor() {
    // The moment the line is back is the moment to try.
    addEventListener("online", () => this.#hurry());
  }

  /** Takes files in, and finds out which of them are already here. */
  async add(files: Iterable<File>): Promise<void> {
    const known = new Set(this.rows.map(({ file }) => `${file.name} ${file.size} ${file.lastModified}`));
    const fresh = [...files].filter((file) => !known.has(`${file.name} ${file.size} ${file.lastModified}`));
    const rows = fresh.map((file) => new Row(file));
    this.rows.push(...rows);
    // The proxies that Svelte keeps, not the bare rows: only their changes are seen.
    const kept = this.rows.slice(-rows.length || this.rows.length);
    for (let at = 0; at < kept.length; at += 50) await this.#look(kept.slice(at, at + 50));
  }

  async #look(rows: Row[]): Promise<void> {
    // One after the other: a picture is held in memory while its sum is made.
    for (const row of rows) {
      row.problem = unfit(row.file);
      if (row.problem) row.state = "refused";
      else row.sum = await sumOf(row.file);
    }
    const asked = rows.filter((row) => row.state === "reading");
    const sums = asked.flatMap((row) => row.sum ?? []);
    const found = sums.length ? await uploads.check(sums).catch(() => []) : [];
    const here = new Map(found.filter((one) => one.uploaded).map((one) => [one.source_sha256, one.image_id]));
    for (const row of asked) {
      row.here = (row.sum && here.get(row.sum)) || null;
      row.state = row.here ? "here" : "ready";
    }
  }

  /** Sends all that is ready, with what was said about them. */
  send(said: Said): void {
    this.#said = said;
    for (const row of this.rows) if (row.state === "ready") row.state = "waiting";
    this.#pump();
  }

  pause(row: Row): void {
    row.state = "paused";
    row.again = null;
    row.request?.abort();
    this.#pump();
  }

  resume(row: Row): void {
    row.state = "waiting";
    row.problem = null;
    row.again = null;
    row.tries = 0;
    this.#pump();
  }

  remove(row: Row): void {
    row.request?.abort();
    URL.revokeObjectURL(row.preview);
    this.rows = this.rows.filter((other) => other.key !== row.key);
    this.#pump();
  }

  /** Back to the form, for pictures that were refused for what was said about them. */
  reopen(): void {
    for (const row of this.rows) if (row.state === "refused" && row.wrongWords.length) row.state = "ready";
  }

  /** Ends what is under way, when the page is left. */
  end(): void {
    clearTimeout(this.#timer);
    for (const row of this.rows) {
      row.request?.abort();
      URL.revokeObjectURL(row.preview);
    }
  }

  #hurry(): void {
    for (const row of this.rows) if (row.state === "waiting") row.again = null;
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    let free = atOnce - this.rows.filter((row) => row.state === "sending" || row.state === "storing").length;
    for (const row of this.rows) {
      if (free <= 0) return;
      if (row.state !== "waiting" || (row.again ?? 0) > now) continue;
      free -= 1;
      this.#start(row);
    }
    const next = Math.min(
      ...this.rows.flatMap((row) => (row.state === "waiting" && row.again ? [row.again] : [])),
    );
    if (Number.isFinite(next)) this.#timer = window.setTimeout(() => this.#pump(), next - now + 20);
  }

  #start(row: Row): void {
    const said = this.#said;
    if (!said) return;
    const form = new FormData();
    const spoken = row.synthetic
      ? { ...said, manipulation: "synthetic", generator: said.generator || "phantom" }
      : said;
    form.append("metadata", JSON.stringify(toMetadata(spoken, $state.snapshot(row.own))));
    // The file's own name never leaves this machine: names of patients stand in it.
    form.append("image", row.file, "picture");
    row.state = "sending";
    row.sent = 0;
    row.again = null;
    row.problem = null;
    row.request = this.#request(row, form);
  }

  #request(row: Row, form: FormData): XMLHttpRequest {
    const request = new XMLHttpRequest();
    let watch = 0;
    const moved = () => {
      clearTimeout(watch);
      watch = window.setTimeout(() => request.abort(), stalled);
    };
    request.upload.onprogress = (event) => {
      moved();
      row.sent = event.lengthComputable ? event.loaded / event.total : 0;
    };
    request.upload.onload = () => {
      clearTimeout(watch);
      if (row.state === "sending") row.state = "storing";
    };
    request.onloadend = () => {
      clearTimeout(watch);
      if (row.request === request) void this.#ended(row, request);
    };
    request.open("POST", "/v1/uploads");
    request.setRequestHeader("X-PixGen-CSRF", "1");
    request.send(form);
    moved();
    return request;
  }

  async #ended(row: Row, request: XMLHttpRequest): Promise<void> {
    row.request = null;
    if (row.state === "paused") return;
    if (request.status >= 200 && request.status < 300) {
      row.result = JSON.parse(request.responseText) as Upload;
      row.state = "done";
      forget();
    } else if (request.status === 401 && row.tries === 0 && (await session.renew())) {
      row.tries = 1;
      row.state = "waiting";
    } else this.#failed(row, problemOf(request));
    this.#pump();
  }

  #failed(row: Row, problem: Problem): void {
    row.problem = problem;
    if (!problem.passing && problem.status !== 408) {
      row.state = "refused";
      return;
    }
    // Longer each time, and never the same for all: a line that comes back is not flooded.
    const wait = Math.min(longestWait, 1000 * 2 ** Math.min(row.tries, 6)) * (0.75 + Math.random() / 2);
    row.tries += 1;
    row.again = Date.now() + Math.max(wait, (problem.retryAfter ?? 0) * 1000);
    row.state = "waiting";
  }
}

/** Why a file need not even be sent, or null. What a file really is, the server decides by its content. */
function unfit(file: File): Problem | null {
  const say = (title: string, detail: string, reason: string) => new Problem(-1, title, detail, reason, null);
  if (file.size === 0)
    return say("Empty file", "This file holds nothing. Choose the picture again.", "image.empty");
  if (file.size > largest)
    return say(
      "Too large",
      "Pictures may have up to 30 MiB. Nothing was sent. Save it smaller and choose it again.",
      "image.too_many_bytes",
    );
  return null;
}

async function sumOf(file: File): Promise<string | null> {
  // Browsers offer this on secure pages only; without it, the server finds out by itself after sending.
  if (!globalThis.crypto?.subtle) return null;
  const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer()).catch(() => null);
  return sum && [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function problemOf(request: XMLHttpRequest): Problem {
  if (request.status === 0) return offline();
  try {
    return fromBody(request.status, JSON.parse(request.responseText), {
      get: (name) => request.getResponseHeader(name),
    });
  } catch (error) {
    return error instanceof SyntaxError
      ? fromBody(request.status, null, { get: () => null })
      : asProblem(error);
  }
}
