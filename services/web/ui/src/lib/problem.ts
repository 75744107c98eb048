/* Failures in words: what happened, what was kept, what to do. */

export interface FieldError {
  field: string;
  message: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly reason: string,
    readonly requestId: string | null,
    readonly errors: FieldError[] = [],
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }

  /** Whether the same request may well succeed a little later. */
  get passing(): boolean {
    return this.status === 0 || [429, 502, 503, 504].includes(this.status);
  }

  /** What is wrong with one field of the form, or null. */
  field(name: string): string | null {
    return (
      this.errors.find((error) => error.field === name || error.field.startsWith(`${name}.`))?.message ?? null
    );
  }
}

export const offline = () =>
  new Problem(
    0,
    "No connection",
    "PixGen could not be reached. What you entered is still here. Check the connection and try again.",
    "offline",
    null,
  );

/** The problem in an answer that is not a success. */
export function fromBody(
  status: number,
  body: unknown,
  headers: { get(name: string): string | null },
): Problem {
  const found = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string, otherwise: string) =>
    typeof found[name] === "string" ? (found[name] as string) : otherwise;
  const wait = Number(headers.get("Retry-After"));
  return new Problem(
    status,
    text("title", "Not done"),
    text(
      "detail",
      `The server answered ${status} and did not say why. Nothing was changed. Try again later.`,
    ),
    text("reason", `http.${status}`),
    text("request_id", headers.get("X-Request-ID") ?? "") || null,
    Array.isArray(found["errors"]) ? (found["errors"] as FieldError[]) : [],
    Number.isFinite(wait) && wait > 0 ? wait : null,
  );
}

/** Any thrown thing as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = "These pages met something they did not expect. Nothing was sent. Load the page again.";
  console.error(error);
  return new Problem(-1, "Not done", detail, "page.unexpected", null);
}
