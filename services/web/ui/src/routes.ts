/* Which page answers for which address. Each page is loaded when it is first opened. */
import type { Component } from "svelte";

// Some pages take an id; the others take nothing.
type Loader = () => Promise<{ default: Component<{ id?: string }> | Component }>;

export interface Place {
  load: Loader;
  title: string;
  id?: string;
}

const part = (name: "draw" | "models" | "training" | "run") => () =>
  import("./generator-pages").then((found) => found[name]());
const pages: [RegExp, string, Loader][] = [
  [/^\/$/, "PixGen", () => import("./pages/Start.svelte")],
  [/^\/gallery$/, "Gallery", () => import("./pages/Gallery.svelte")],
  [/^\/images\/(img_[a-z2-7]{16})$/, "Picture", () => import("./pages/PicturePage.svelte")],
  [/^\/coverage$/, "Coverage", () => import("./pages/CoveragePage.svelte")],
  [/^\/upload$/, "Add pictures", () => import("./pages/UploadPage.svelte")],
  [/^\/uploads$/, "My uploads", () => import("./pages/MyUploads.svelte")],
  [/^\/studio$/, "Studio", () => import("./pages/Studio.svelte")],
  [/^\/studio\/draw$/, "Draw pictures", part("draw")],
  [/^\/studio\/models$/, "Models", part("models")],
  [/^\/studio\/training$/, "Training runs", part("training")],
  [/^\/studio\/training\/(\w[\w-]{0,63})$/, "Training run", part("run")],
  [/^\/review$/, "Review", () => import("./pages/Review.svelte")],
  [/^\/account$/, "Account", () => import("./pages/AccountPage.svelte")],
  [/^\/sign-in$/, "Sign in", () => import("./pages/SignIn.svelte")],
  [/^\/sign-up$/, "Create an account", () => import("./pages/SignUp.svelte")],
];
const nothing: Loader = () => import("./pages/Nothing.svelte");

export function placeOf(path: string): Place {
  for (const [pattern, title, load] of pages) {
    const match = pattern.exec(path);
    if (match) return { load, title, ...(match[1] ? { id: match[1] } : {}) };
  }
  return { load: nothing, title: "Not found" };
}
