import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder for one test file's runs, gone afterwards. */
export function scratchFolder(): (name: string) => string {
  const scratch = mkdtempSync(join(tmpdir(), "sluice-audit-"));
  // What a killed process started may write for a moment yet.
  afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 20 }));
  return (name) => join(scratch, name);
}

/** SHA-256 of every file of a run that must not depend on when or how fast it was made. */
export function digests(run: string): Record<string, string> {
  const files = readdirSync(run, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(parquet|jsonl)$/u.test(name),
  );
  return Object.fromEntries(
    files.sort().map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(run, name)))
        .digest("hex"),
    ]),
  );
}

/** Every byte of a folder's files, to look for what must be in none. */
export function everyByte(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => readFileSync(join(one.parentPath, one.name), "latin1"))
    .join("\n");
}
