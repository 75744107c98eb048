// Types of the REST interfaces from openapi/*.json; with --check, says whether they are in step.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const check = process.argv.includes("--check");
let stale = false;
for (const file of readdirSync("openapi").filter((name) => name.endsWith(".json"))) {
  // A field with a default may be left out.
  const options = { defaultNonNullable: false };
  const text = astToString(await openapi(new URL(`../openapi/${file}`, import.meta.url), options));
  const target = `src/api/${file.replace(".json", ".d.ts")}`;
  if (!check) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    console.error(`${target} is not made from openapi/${file}: npm run types`);
    stale = true;
  }
}
if (stale) process.exit(1);
