import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  build: {
    // Published as a whole by scripts/publish.mjs, so that nobody ever sees half a build.
    outDir: "node_modules/.built",
    emptyOutDir: true,
    target: "es2022",
    // The content policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A kilobyte less than the default on the way to a slow phone.
    minify: "terser",
    terserOptions: { module: true, compress: { passes: 2 } },
    // Which files the first page needs, for scripts/publish.mjs.
    manifest: "manifest.json",
  },
  server: {
    proxy: Object.fromEntries(
      ["/v1", "/docs"].map((prefix) => [prefix, process.env.PIXGEN_EDGE ?? "http://127.0.0.1:8080"]),
    ),
  },
});
