import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, isTrouble, openDataset, SHARD_PAIRS } from "../../datasets/index.ts";
import { checkCuratedFolder } from "../../src/actions/check-curated.ts";
import { type CurateWish, curateRun } from "../../src/actions/curate.ts";
import { baseColumns } from "../../src/run/arrow.ts";
import { scorePath, writeRun } from "../../src/run/run.ts";
import { createScoreFile } from "../../src/run/scores.ts";

const signal = new AbortController().signal;
const columns = [...baseColumns, { name: "unwanted", type: "bool" as const, meaning: "to be dropped" }];

/**
 * Writes a finished run over a dataset without any audit, and beside it a policy that drops what is `unwanted`.
 * @param wholeFiles whether it is one of a version that made one shard of each file
 */
export async function scoredRun(
  uri: string,
  folder: string,
  unwanted: (key: string) => boolean = () => false,
  wholeFiles = false,
): Promise<{ readonly folder: string; readonly policy: string }> {
  const dataset = await openDataset(uri, [], { wholeFiles });
  const facts = [];
  const { format, hasImages } = dataset;
  for (const shard of dataset.shards)
    facts.push({
      name: shard.name,
      source: shard.source,
      bytes: shard.bytes,
      sha256: await shard.digest(signal),
    });
  await writeRun(folder, {
    schema: "sluice.run/1",
    sluice: "0.0.0",
    command: [],
    inputs: {
      uri,
      format,
      hasImages,
      shards: facts,
      ...(wholeFiles ? {} : { shardPairs: SHARD_PAIRS }),
      filters: [],
      limit: null,
      sample: null,
    },
    troubles: [],
    fingerprint: fingerprint(facts),
  });
  for (const [i, { name, read }] of dataset.shards.entries()) {
    const file = createScoreFile(scorePath(folder, name), columns);
    const rows: Record<string, string | number | boolean | null>[] = [];
    for await (const item of read(signal)) {
      if (isTrouble(item)) continue;
      const { key, row, caption = null } = item;
      const bytes = await item.image?.().catch(() => undefined);
      const sha256 = bytes ? createHash("sha256").update(bytes).digest("hex") : null;
      rows.push({ key, shard: name, row, caption, sha256, unwanted: unwanted(key) });
    }
    await file.append(
      new Map(columns.map(({ name: column }) => [column, rows.map((row) => row[column] ?? null)])),
    );
    const { source = "", bytes = 0, sha256 = "" } = facts[i] ?? {};
    await file.finish({ source, bytes: String(bytes), sha256, failed: "0", troubles: "0" });
  }
  mkdirSync(folder, { recursive: true });
  const policy = join(folder, "unwanted.yaml");
  writeFileSync(
    policy,
    "name: unwanted\nversion: 1\ndescription: d\nrules:\n  - id: unwanted\n    reason: r\n    when: unwanted\n    action: drop\n",
  );
  return { folder, policy };
}

/** Curates such a run in this process. */
export function curateScored(
  run: Awaited<ReturnType<typeof scoredRun>>,
  wish: CurateWish,
): ReturnType<typeof curateRun> {
  return curateRun(run, wish, { now: () => new Date(0), emit: () => {}, signal });
}

/** What `--check` finds, one line each: `name: problem`. */
export async function checkFindings(folder: string): Promise<readonly string[]> {
  const { failures } = await checkCuratedFolder(folder, null, signal);
  return failures.map(({ name, problem }) => `${name}: ${problem}`);
}
