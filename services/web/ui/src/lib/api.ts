/* Every call that the pages make. Types follow the REST interface; failures are thrown as Problem. */
import { problemIn, send } from "./http";
import type {
  Account,
  Consent,
  Coverage,
  Event,
  Facets,
  Impact,
  Lineage,
  Page,
  Picture,
  Session,
  Upload,
  VocabularyItem,
} from "./types";

export type Query = Record<string, string | string[] | number | undefined | null>;

function address(path: string, query: Query = {}): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== "") found.append(name, String(one));
  const text = found.toString();
  return location.origin + path + (text && `?${text}`);
}

async function call<T>(
  method: string,
  path: string,
  options: { query?: Query; body?: unknown; headers?: HeadersInit } = {},
): Promise<T> {
  const headers = new Headers(options.headers);
  const init: RequestInit = { method, headers };
  if (options.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(options.body);
  }
  const answer = await send(new Request(address(path, options.query), init));
  if (!answer.ok) throw await problemIn(answer);
  return (answer.status === 204 ? null : await answer.json()) as T;
}
const get = <T>(path: string, query?: Query) => call<T>("GET", path, query ? { query } : {});
const once = () => ({ "Idempotency-Key": crypto.randomUUID() });

export const pictures = {
  search: (query: Query) => get<Page<Picture>>("/v1/images", query),
  get: (id: string) => get<Picture>(`/v1/images/${id}`),
  similar: (id: string) => get<{ items: { image: Picture; distance: number }[] }>(`/v1/images/${id}/similar`),
  lineage: (id: string) => get<Lineage>(`/v1/images/${id}/lineage`),
  history: (id: string) => get<{ items: Event[] }>(`/v1/images/${id}/history`),
  remove: (id: string) => call<null>("DELETE", `/v1/images/${id}`),
  review: (id: string, decision: "publish" | "reject" | "hold", reason?: string) =>
    call<{ image_id: string; status: string }>("POST", `/v1/images/${id}/reviews`, {
      body: reason ? { decision, reason } : { decision },
      headers: once(),
    }),
  queue: (query: Query = {}) => get<Page<Picture>>("/v1/reviews/queue", query),
};

export const catalog = {
  facets: async (query: Query) => (await get<{ facets: Facets }>("/v1/facets", query)).facets,
  coverage: (rows: string, cols: string) => get<Coverage>("/v1/coverage", { rows, cols }),
  vocabulary: async (name: string) =>
    (await get<{ items: VocabularyItem[] }>(`/v1/vocabularies/${name}`)).items,
};

export const uploads = {
  mine: (query: Query = {}) => get<Page<Upload>>("/v1/uploads", query),
  check: async (sums: string[]) =>
    (
      await call<{ items: { source_sha256: string; image_id: string; uploaded: boolean }[] }>(
        "POST",
        "/v1/uploads/check",
        { body: { source_sha256: sums } },
      )
    ).items,
};

export const consents = {
  list: () => get<Page<Consent>>("/v1/consents"),
  withdraw: (id: string, reason?: string) =>
    call<{ consent: Consent; impact: Impact }>("POST", `/v1/consents/${id}/withdraw`, {
      body: reason ? { reason } : {},
      headers: once(),
    }),
};

export const account = {
  me: () => get<Account>("/v1/me"),
  signIn: (email: string, password: string) =>
    call<{ expires_in: number }>("POST", "/v1/tokens", { body: { email, password, cookie: true } }),
  renew: () => call<{ expires_in: number }>("POST", "/v1/tokens/refresh", { body: { cookie: true } }),
  signOut: () => call<null>("DELETE", "/v1/tokens"),
  create: (body: { email: string; password: string; display_name?: string; role: string }) =>
    call<Account>("POST", "/v1/accounts", { body }),
  rename: (display_name: string) => call<Account>("PATCH", "/v1/me", { body: { display_name } }),
  password: (current_password: string, new_password: string) =>
    call<null>("POST", "/v1/me/password", { body: { current_password, new_password } }),
  sessions: async () => (await get<{ items: Session[] }>("/v1/me/sessions")).items,
  endSession: (id: string) => call<null>("DELETE", `/v1/me/sessions/${id}`),
};
