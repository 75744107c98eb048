// Puts a finished build in place: compressed beside the plain files, and swapped in as a whole.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const built = "node_modules/.built";
const before = "node_modules/.before";
const compressible = /\.(js|css|html|svg|json)$/;
// The aim for what the first page needs, in bytes as sent (README.md).
const firstLoadLimit = 30_000;

/** @type {Record<string, { file: string, imports?: string[] }>} */
const manifest = JSON.parse(readFileSync(join(built, "manifest.json"), "utf8"));
rmSync(join(built, "manifest.json"));
/** @type {Set<string>} */
const first = new Set();
/** @param {string} name */
const need = (name) => {
  const chunk = manifest[name];
  if (!chunk || first.has(chunk.file)) return;
  first.add(chunk.file);
  chunk.imports?.forEach(need);
};
["index.html", "src/pages/Start.svelte"].forEach(need);

for (const file of readdirSync(built, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (compressible.test(file.name)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
}
const bytes = [...first].reduce((sum, name) => sum + readFileSync(join(built, `${name}.gz`)).length, 0);
if (first.size < 3 || bytes > firstLoadLimit) {
  console.error(`The first page needs ${bytes} bytes of script; the limit is ${firstLoadLimit}.`);
  process.exit(1);
}

rmSync(before, { recursive: true, force: true });
try {
  renameSync("dist", before);
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
}
renameSync(built, "dist");
rmSync(before, { recursive: true, force: true });
console.log(`Published dist. The first page needs ${bytes} bytes of script.`);
