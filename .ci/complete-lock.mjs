/**
 * Completes the lock files: npm lists builds for other systems without fetching them, and leaves their digest and
 * licence out. Both are asked of the registry, by npm itself, and written where they are missing; nothing else changes.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

for (const folder of [".", "bench", "datasets/illustrations"]) {
  const path = join(root, folder, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8"));
  let filled = 0;
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place === "" || (entry.integrity && entry.license)) continue;
    const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const said = ask(`${name}@${entry.version}`);
    const integrity = entry.integrity ?? said["dist.integrity"];
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/u.test(integrity ?? ""))
      throw new Error(`Cannot complete lock: ${name}@${entry.version} has no SHA-512 at the registry`);
    const license = entry.license ?? said.license;
    const whole = inOrder({ ...entry, integrity, ...(license === undefined ? {} : { license }) });
    lock.packages[place] = whole;
    if (JSON.stringify(whole) !== JSON.stringify(entry)) filled++;
  }
  if (filled > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${path}: ${filled} entries completed`);
}

/** As npm orders an entry, so that it does not order it anew. */
function inOrder(entry) {
  const first = ["name", "version", "resolved", "integrity"];
  const lists = Object.keys(entry).filter(
    (key) => typeof entry[key] === "object" && !Array.isArray(entry[key]),
  );
  const plain = Object.keys(entry).filter((key) => !first.includes(key) && !lists.includes(key));
  const keys = [...first.filter((key) => key in entry), ...plain.sort(), ...lists];
  return Object.fromEntries(keys.map((key) => [key, entry[key]]));
}

/** What the registry says of one version. */
function ask(spec) {
  const said = execFileSync("npm", ["view", spec, "dist.integrity", "license", "--json"], {
    encoding: "utf8",
  });
  const found = JSON.parse(said || "{}");
  return typeof found === "string" ? { "dist.integrity": found } : found;
}
