/**
 * Audits every keyword and compares what `keywords.yaml` drops with `withheld-keywords.json`; with `--write`, writes that
 * file anew. Prints counts and digests, never a word. Ends with 1 where a word is dropped that is not withheld.
 * The list was made with version 3 of text-toxicity, which dropped more: a new list makes another dataset, and the
 * illustrator was trained on this one.
 *
 *     node --import tsx datasets/illustrations/withhold.ts [--write]
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { digestOfWord, readKeywords } from "./concepts.ts";

const home = import.meta.dirname;
const cli = join(home, "../../src/cli/sluice.cjs");
const file = join(home, "withheld-keywords.json");

/** Digests of the words that the policy drops, sorted. */
async function audited(words: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-keywords-"));
  try {
    const data = join(folder, "keywords.tsv");
    const run = join(folder, "run");
    // The format wants an address; none is opened.
    const lines = words.map((word, i) => `a picture of ${word}\thttps://example.org/${i}\n`);
    await writeFile(data, lines.join(""));
    const policy = ["--policy", join(home, "keywords.yaml")];
    const filters = ["--filters", "text-toxicity,lexicon", "--device", "cpu"];
    await promisify(execFile)(process.execPath, [cli, "audit", data, "--out", run, ...filters, ...policy]);
    const dropped = (await decisionsOf(run)).filter(({ action }) => action === "drop");
    return dropped.map(({ row }) => digestOfWord(words[Number(row)] as string)).sort();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function decisionsOf(run: string) {
  const [name] = (await readdir(join(run, "decisions"))).filter((entry) => entry.endsWith(".parquet"));
  if (name === undefined) throw new Error(`Cannot read the decisions of "${run}": there are none`);
  const parquet = await asyncBufferFromFile(join(run, "decisions", name));
  return parquetReadObjects({ file: parquet, compressors, columns: ["row", "action"] });
}

const words = await readKeywords();
const found = await audited(words);
const committed: readonly string[] = JSON.parse(await readFile(file, "utf8"));
const more = found.filter((digest) => !committed.includes(digest));
const fewer = committed.filter((digest) => !found.includes(digest));
if (process.argv.includes("--write")) {
  await writeFile(`${file}.part`, `${JSON.stringify(found, null, 2)}\n`);
  await rename(`${file}.part`, file);
} else if (more.length > 0) process.exitCode = 1;
console.log(JSON.stringify({ keywords: words.length, withheld: found.length, more, fewer }));
