/* Every call about what is one's own: uploads, consents, the account. Only the pages that need it load this. */
import createClient from "openapi-fetch";
import type { paths as UploadPaths } from "../api/upload";
import { answer, catalogApi, once } from "./api";
import { send } from "./http";
import type { Upload } from "./types";

const uploadApi = createClient<UploadPaths>({ baseUrl: location.origin, fetch: send });

export const uploads = {
  mine: async (query: { cursor?: string; limit?: number }) =>
    (await answer(uploadApi.GET("/v1/uploads", { params: { query } }))) as {
      items: Upload[];
      next_cursor: string | null;
    },
  check: async (sums: string[]) =>
    (await answer(uploadApi.POST("/v1/uploads/check", { body: { source_sha256: sums } }))).items,
};

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

export const ownAccount = {
  rename: (display_name: string) =>
    answer(catalogApi.PATCH("/v1/me", { body: { display_name: display_name || null } })),
  password: (current_password: string, new_password: string) =>
    answer(catalogApi.POST("/v1/me/password", { body: { current_password, new_password } })),
  sessions: async () => (await answer(catalogApi.GET("/v1/me/sessions"))).items,
  endSession: (session_id: string) =>
    answer(catalogApi.DELETE("/v1/me/sessions/{session_id}", { params: { path: { session_id } } })),
};
