/* Every call that the studio makes: altering pictures, training, models, drawing. Only its pages load this. */
import createClient from "openapi-fetch";
import type { paths as SynthesisPaths } from "../api/synthesis";
import { answer, catalogApi, fetched, once } from "./api";
import { send } from "./http";
import type { DrawWish, GenerationWish, OrderWish, Preview, RunWish, SnapshotWish } from "./types";

const synthesisApi = createClient<SynthesisPaths>({ baseUrl: location.origin, fetch: send });

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

export const runs = {
  page: (cursor: string | null) =>
    answer(synthesisApi.GET("/v1/training-runs", { params: { query: { limit: 20, cursor } } })),
  get: (run_id: string) =>
    answer(synthesisApi.GET("/v1/training-runs/{run_id}", { params: { path: { run_id } } })),
  start: (body: RunWish, key: string) =>
    answer(synthesisApi.POST("/v1/training-runs", { params: { header: { "Idempotency-Key": key } }, body })),
  cancel: (run_id: string) =>
    answer(synthesisApi.POST("/v1/training-runs/{run_id}/cancel", { params: { path: { run_id } } })),
};

/** Freezes what a filter finds, as what a run learns from. */
export const freeze = (body: SnapshotWish) =>
  answer(catalogApi.POST("/v1/snapshots", { params: { header: once() }, body }));

const version = (of: { model: string; version: string }) => ({ model: of.model, version: of.version });

export const models = {
  all: async () => (await answer(synthesisApi.GET("/v1/models"))).items,
  publish: (of: { model: string; version: string }, override_reason: string | null) =>
    answer(
      synthesisApi.POST("/v1/models/{model}/versions/{version}/publish", {
        params: { path: version(of) },
        body: override_reason ? { override_reason } : {},
      }),
    ),
  retract: (of: { model: string; version: string }, reason: string) =>
    answer(
      synthesisApi.POST("/v1/models/{model}/versions/{version}/retract", {
        params: { path: version(of) },
        body: { reason },
      }),
    ),
};

export const generations = {
  mine: () => answer(synthesisApi.GET("/v1/generations", { params: { query: { limit: 10 } } })),
  get: (order_id: string) =>
    answer(
      synthesisApi.GET("/v1/generations/{order_id}", {
        params: { path: { order_id }, query: { limit: 100 } },
      }),
    ),
  place: (body: GenerationWish) =>
    answer(synthesisApi.POST("/v1/generations", { params: { header: once() }, body })),
  cancel: (order_id: string) =>
    answer(synthesisApi.POST("/v1/generations/{order_id}/cancel", { params: { path: { order_id } } })),
  /** Pictures that are kept nowhere. */
  preview: (body: DrawWish) => answer(synthesisApi.POST("/v1/generations/preview", { body })),
};
