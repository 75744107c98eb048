/* Every call that the pages make, but for the studio's (synthesis.ts) and those about what is one's own (own.ts).
   The paths, parameters and bodies are checked against the interfaces' descriptions when the pages are built;
   failures are thrown as Problem. */
import createClient from "openapi-fetch";
import type { paths as CatalogPaths } from "../api/catalog";
import { send } from "./http";
import { fromBody } from "./problem";
import { unique } from "./unique";

export const catalogApi = createClient<CatalogPaths>({ baseUrl: location.origin, fetch: send });

type Asked<Path extends keyof CatalogPaths> = CatalogPaths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;
export type Query = Asked<"/v1/images">;

export async function answer<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw fromBody(response.status, error, response.headers);
  return data as T;
}
const of = (image_id: string) => ({ path: { image_id } });
/** Lets a request be repeated after a lost answer without being done twice. */
export const once = () => ({ "Idempotency-Key": unique() });

export const pictures = {
  search: (query: Query) => answer(catalogApi.GET("/v1/images", { params: { query } })),
  get: (id: string) => answer(catalogApi.GET("/v1/images/{image_id}", { params: of(id) })),
  similar: (id: string) => answer(catalogApi.GET("/v1/images/{image_id}/similar", { params: of(id) })),
  lineage: (id: string) => answer(catalogApi.GET("/v1/images/{image_id}/lineage", { params: of(id) })),
  history: (id: string) => answer(catalogApi.GET("/v1/images/{image_id}/history", { params: of(id) })),
  remove: (id: string) => answer(catalogApi.DELETE("/v1/images/{image_id}", { params: of(id) })),
  review: (id: string, decision: "publish" | "reject" | "hold", reason?: string) =>
    answer(
      catalogApi.POST("/v1/images/{image_id}/reviews", {
        params: { ...of(id), header: once() },
        body: reason ? { decision, reason } : { decision },
      }),
    ),
  queue: (query: Asked<"/v1/reviews/queue">) =>
    answer(catalogApi.GET("/v1/reviews/queue", { params: { query } })),
};

export const catalog = {
  facets: async (query: Asked<"/v1/facets">) =>
    (await answer(catalogApi.GET("/v1/facets", { params: { query } }))).facets,
  coverage: (query: Asked<"/v1/coverage">) => answer(catalogApi.GET("/v1/coverage", { params: { query } })),
  vocabulary: async (name: string) =>
    (await answer(catalogApi.GET("/v1/vocabularies/{name}", { params: { path: { name } } }))).items,
};

/** The bytes of a picture as they are kept. */
export const content = async (link: string): Promise<Blob> => (await fetched(link)).blob();

/** A call whose body or answer is no JSON; a failure is thrown. */
export async function fetched(path: string, asked?: RequestInit): Promise<Response> {
  const response = await send(new Request(new URL(path, location.origin), asked));
  if (!response.ok)
    throw fromBody(response.status, await response.json().catch(() => null), response.headers);
  return response;
}

export const account = {
  me: () => answer(catalogApi.GET("/v1/me")),
  signIn: (email: string, password: string) =>
    answer(catalogApi.POST("/v1/tokens", { body: { email, password, cookie: true } })),
  renew: () => answer(catalogApi.POST("/v1/tokens/refresh", { body: {} })),
  signOut: () => answer(catalogApi.DELETE("/v1/tokens")),
  create: (body: {
    email: string;
    password: string;
    display_name?: string;
    role: "contributor" | "researcher";
  }) => answer(catalogApi.POST("/v1/accounts", { body })),
};
