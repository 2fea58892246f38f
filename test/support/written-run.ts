import { join } from "node:path";
import { baseColumns } from "../../src/run/arrow.ts";
import { type RunFile, scorePath, writeRun } from "../../src/run/run.ts";
import { createScoreFile } from "../../src/run/scores.ts";

const shares = ["image_porn", "image_hentai", "image_sexy", "text_toxicity"] as const;

/** Scores of one pair of a written run; what is left out is 0. */
export type WrittenScores = Partial<Record<(typeof shares)[number], number | null>>;

/** What the panel would say together, as far as these tests care: the sum of what one model holds against the image. */
const score = "image_score";

const columns = [...shares.slice(0, 3), score, ...shares.slice(3)].map((name) => ({
  name,
  type: "float32" as const,
  meaning: name,
}));

function scoreOf({ image_porn: porn = 0, image_hentai: hentai = 0, image_sexy: sexy = 0 }: WrittenScores) {
  return porn === null || hentai === null || sexy === null ? null : Math.min(1, porn + hentai + sexy);
}

/**
 * Writes a finished run of one shard, `00000`, with pairs `00000/0`, `00000/1` …, without any audit.
 * @param more values of further base columns, by name
 * @param extra values of further scores, by name
 */
export async function writeRunOf(
  folder: string,
  pairs: readonly WrittenScores[],
  more: Readonly<Record<string, (i: number) => string | number>> = {},
  extra: Readonly<Record<string, (i: number) => number | null>> = {},
): Promise<void> {
  const scores = Object.keys(extra).map((name) => ({ name, type: "float32" as const, meaning: name }));
  const run: RunFile = {
    schema: "sluice.run/1",
    sluice: "0.0.0",
    command: [],
    inputs: {
      uri: "written",
      format: "webdataset",
      hasImages: true,
      shards: [{ name: "00000", source: "00000.tar", bytes: 1 }],
      filters: [
        { id: "nsfw-image", version: 1, needs: "image", columns: columns.slice(0, 4), models: [] },
        { id: "text-toxicity", version: 1, needs: "caption", columns: columns.slice(4), models: [] },
        ...(scores.length === 0
          ? []
          : [{ id: "extra", version: 1, needs: "both" as const, columns: scores, models: [] }]),
      ],
      limit: null,
      sample: null,
    },
    troubles: [],
    fingerprint: "0".repeat(64),
  };
  await writeRun(folder, run);
  const file = createScoreFile(scorePath(folder, "00000"), [...baseColumns, ...columns, ...scores]);
  const known: Readonly<Record<string, (i: number) => string | number>> = {
    key: (i) => `00000/${i}`,
    shard: () => "00000",
    row: (i) => i,
    caption: (i) => `caption ${i}`,
    ...more,
  };
  await file.append(
    new Map([
      ...baseColumns.map(({ name }) => [name, pairs.map((_, i) => known[name]?.(i) ?? null)] as const),
      ...shares.map(
        (name) => [name, pairs.map((pair) => (name in pair ? (pair[name] ?? null) : 0))] as const,
      ),
      [score, pairs.map(scoreOf)] as const,
      ...Object.entries(extra).map(([name, value]) => [name, pairs.map((_, i) => value(i))] as const),
    ]),
  );
  await file.finish({
    source: join(folder, "00000.tar"),
    bytes: "1",
    sha256: "",
    failed: "0",
    troubles: "0",
  });
}

/** A policy of one rule per predicate, written as YAML. */
export function policyText(...whens: readonly string[]): string {
  const rules = whens.map(
    (when, i) => `  - id: rule-${i}\n    reason: r\n    when: ${JSON.stringify(when)}\n    action: drop\n`,
  );
  return `name: written\nversion: 1\ndescription: d\nrules:\n${rules.join("")}`;
}
