/* One training run as it goes on: its record, and the events since it began. */
import { runs } from "./synthesis";
import { asProblem, type Problem } from "./problem";
import { goesOn, type Measures } from "./training-words";
import type { Run } from "./types";

export interface Alarm {
  step: number | null;
  alarm: string;
  text: string;
}
type Data = Record<string, unknown>;

// Streams are few: whoever is turned away looks at the record until there is a place again.
const again = 5000;

export class RunWatch {
  run = $state.raw<Run | null>(null);
  /** The evaluations, oldest first. */
  history = $state.raw<Measures[]>([]);
  alarms = $state.raw<Alarm[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** Whether news come by themselves. */
  live = $state(false);
  readonly #id: string;
  #stream: EventSource | null = null;
  #timer = 0;
  #over = false;

  constructor(id: string) {
    this.#id = id;
    void this.#look();
  }

  get ended(): boolean {
    return this.run !== null && !goesOn(this.run);
  }

  /** Ends it, with the page. */
  close(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#stream?.close();
  }

  /** Takes over what the service answered about the run, or asks for it. */
  async refresh(run?: Run): Promise<void> {
    try {
      this.run = run ?? (await runs.get(this.#id));
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  async #look(): Promise<void> {
    await this.refresh();
    if (this.#over) return;
    if (this.run && !(this.problem?.status === 404)) this.#listen();
    else if (this.problem?.passing) this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#look(), again);
  }

  #listen(): void {
    const stream = new EventSource(`/v1/training-runs/${this.#id}/events`);
    this.#stream = stream;
    const on = (kind: string, take: (data: Data) => void) =>
      stream.addEventListener(kind, (event) =>
        take(JSON.parse((event as MessageEvent<string>).data) as Data),
      );
    stream.onopen = () => (this.live = true);
    stream.onerror = () => {
      this.live = false;
      // A broken line the browser mends itself; a refusal it does not.
      if (stream.readyState === EventSource.CLOSED && !this.#over) this.#later();
    };
    on("progress", ({ step, images_per_second }) =>
      this.#change({ step, images_per_second } as Partial<Run>),
    );
    on("state", ({ state }) => this.#change({ state } as Partial<Run>));
    on("sample", ({ step }) => this.#sheet(Number(step)));
    on("measures", (data) => this.#measured(data));
    on("alarm", ({ step, alarm, text }) =>
      this.#alarm({ step: typeof step === "number" ? step : null, alarm: String(alarm), text: String(text) }),
    );
    on("end", () => {
      stream.close();
      this.live = false;
      void this.refresh();
    });
  }

  #change(what: Partial<Run>): void {
    // The past is told again when a stream is opened; of a run that has ended the record knows better.
    if (this.run && !this.ended) this.run = { ...this.run, ...what };
  }
  #sheet(step: number): void {
    if (!this.run || this.run.sample_steps.includes(step)) return;
    // Of a run that has ended, sheets that are gone were made before it was taken up again.
    if (!this.ended) this.run = { ...this.run, sample_steps: [...this.run.sample_steps, step] };
  }
  #measured(measures: Measures): void {
    // A run that was taken up again measures some steps anew.
    const before = this.history.filter((one) => Number(one["step"]) < Number(measures["step"]));
    this.history = [...before, measures];
  }
  #alarm(alarm: Alarm): void {
    const same = (one: Alarm) => one.alarm === alarm.alarm && one.text === alarm.text;
    if (!this.alarms.some(same)) this.alarms = [...this.alarms, alarm];
  }
}
