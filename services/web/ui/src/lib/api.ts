/* Every call that the pages make. The paths, parameters and bodies are checked against the interfaces'
   descriptions when the pages are built; failures are thrown as Problem. */
import createClient from "openapi-fetch";
import type { paths as CatalogPaths } from "../api/catalog";
import type { paths as SynthesisPaths } from "../api/synthesis";
import type { paths as UploadPaths } from "../api/upload";
import { send } from "./http";
import { fromBody } from "./problem";
import type { OrderWish, Preview, Upload } from "./types";
import { unique } from "./unique";

const catalogApi = createClient<CatalogPaths>({ baseUrl: location.origin, fetch: send });
const uploadApi = createClient<UploadPaths>({ baseUrl: location.origin, fetch: send });
const synthesisApi = createClient<SynthesisPaths>({ baseUrl: location.origin, fetch: send });

type Asked<Path extends keyof CatalogPaths> = CatalogPaths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;
export type Query = Asked<"/v1/images">;

async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw fromBody(response.status, error, response.headers);
  return data as T;
}
const of = (image_id: string) => ({ path: { image_id } });
/** Lets a request be repeated after a lost answer without being done twice. */
const once = () => ({ "Idempotency-Key": unique() });

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

export const uploads = {
  mine: async (query: { cursor?: string; limit?: number }) =>
    (await answer(uploadApi.GET("/v1/uploads", { params: { query } }))) as {
      items: Upload[];
      next_cursor: string | null;
    },
  check: async (sums: string[]) =>
    (await answer(uploadApi.POST("/v1/uploads/check", { body: { source_sha256: sums } }))).items,
};

export const augmentations = {
  styles: () => answer(synthesisApi.GET("/v1/augmentations/styles")),
  mine: () => answer(synthesisApi.GET("/v1/augmentations", { params: { query: { limit: 10 } } })),
  get: (order_id: string) =>
    answer(
      synthesisApi.GET("/v1/augmentations/{order_id}", {
        params: { path: { order_id }, query: { limit: 24 } },
      }),
    ),
  place: (body: OrderWish) =>
    answer(synthesisApi.POST("/v1/augmentations", { params: { header: once() }, body })),
  cancel: (order_id: string) =>
    answer(synthesisApi.POST("/v1/augmentations/{order_id}/cancel", { params: { path: { order_id } } })),
  /** One picture, made at once and kept nowhere. */
  async preview(image: Blob, order: object): Promise<Preview> {
    const body = new FormData();
    body.append("image", image, "picture");
    body.append("order", JSON.stringify(order));
    return (await fetched("/v1/augmentations/preview", { method: "POST", body })).json() as Promise<Preview>;
  },
};

/** The bytes of a picture as they are kept. */
export const content = async (link: string): Promise<Blob> => (await fetched(link)).blob();

/** A call whose body or answer is no JSON; a failure is thrown. */
async function fetched(path: string, asked?: RequestInit): Promise<Response> {
  const response = await send(new Request(new URL(path, location.origin), asked));
  if (!response.ok)
    throw fromBody(response.status, await response.json().catch(() => null), response.headers);
  return response;
}

export const consents = {
  list: () => answer(catalogApi.GET("/v1/consents", { params: { query: { limit: 100 } } })),
  withdraw: (id: string, reason?: string) =>
    answer(
      catalogApi.POST("/v1/consents/{consent_id}/withdraw", {
        params: { path: { consent_id: id }, header: once() },
        body: reason ? { reason } : {},
      }),
    ),
};

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
  rename: (display_name: string) =>
    answer(catalogApi.PATCH("/v1/me", { body: { display_name: display_name || null } })),
  password: (current_password: string, new_password: string) =>
    answer(catalogApi.POST("/v1/me/password", { body: { current_password, new_password } })),
  sessions: async () => (await answer(catalogApi.GET("/v1/me/sessions"))).items,
  endSession: (session_id: string) =>
    answer(catalogApi.DELETE("/v1/me/sessions/{session_id}", { params: { path: { session_id } } })),
};
