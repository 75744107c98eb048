// Writes package-lock.json anew, complete for every platform and without any address in it.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

// npm 11.6 from scratch: later ones leave out optional packages that this machine does not use.
execFileSync("npx", ["-y", "npm@11.6.0", "install", "--package-lock-only"], { stdio: "inherit" });
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const [path, entry] of Object.entries(lock.packages)) {
  delete entry.funding;
  if (path && !entry.version) throw new Error(`${path} has no version: is it in the registry?`);
}
const text = `${JSON.stringify(lock, null, 2)}\n`;
if (text.includes("://")) throw new Error("The lock holds an address.");
writeFileSync("package-lock.json", text);
