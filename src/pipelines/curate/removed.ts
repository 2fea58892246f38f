import { rm } from "node:fs/promises";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { columnsOf } from "../../policy/predicate.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { createScoreFile } from "../../run/scores.ts";
import type { CuratedShard } from "./shard.ts";

const COLUMNS = [
  { name: "key", type: "utf8", meaning: "the pair's key in the source" },
  { name: "shard", type: "utf8", meaning: "the source's shard" },
  { name: "row", type: "int32", meaning: "position in the shard, from 0" },
  { name: "sha256", type: "utf8", meaning: "SHA-256 of the encoded image, hexadecimal" },
  { name: "state", type: "utf8", meaning: "removed, or held until a person has looked" },
  { name: "rule", type: "utf8", meaning: "rule of the policy, or another reason" },
  { name: "model", type: "utf8", meaning: "filters and models that the rule reads" },
  { name: "reviewers", type: "int32", meaning: "how many people said so, where people did" },
] as const;

/** Writes which pairs were not written and why: neither captions nor images. */
export async function writeRemoved(
  path: string,
  shards: readonly CuratedShard[],
  view: DecidedRun,
): Promise<void> {
  const models = modelsOf(view);
  const file = createScoreFile(path, COLUMNS);
  for (const { shard, removed } of shards) {
    const column = <T>(value: (one: (typeof removed)[number]) => T) => removed.map(value);
    await file.append(
      new Map<string, readonly (string | number | null)[]>([
        ["key", column(({ key }) => key)],
        ["shard", column(() => shard)],
        ["row", column(({ row }) => row)],
        ["sha256", column(({ sha256 }) => sha256)],
        ["state", column(({ state }) => state)],
        ["rule", column(({ rule }) => rule)],
        ["model", column(({ rule }) => models.get(rule) ?? null)],
        [
          "reviewers",
          column(({ reviewers }) => (typeof reviewers === "number" && reviewers > 0 ? reviewers : null)),
        ],
      ]),
    );
  }
  await file.finish({ policy: view.decisions.digest, fingerprint: view.run.fingerprint ?? "" });
}

/** A pair that goes after the dataset was written. */
export interface RecalledRow {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
}

/** Writes a list of what was not written anew, with what was recalled since at its end: no digest, so that nothing of it is told. */
export async function withRecalled(
  from: string,
  to: string,
  recalled: readonly RecalledRow[],
): Promise<void> {
  const buffer = await asyncBufferFromFile(from);
  const { key_value_metadata: facts = [] } = await parquetMetadataAsync(buffer);
  const rows = (await parquetReadObjects({ file: buffer })) as Readonly<
    Record<string, string | number | null>
  >[];
  const all = [
    ...rows.map((row) => ({ ...row, reviewers: peopleOf(row) })),
    ...recalled.map((row) => ({
      ...row,
      sha256: null,
      state: "removed",
      rule: "recalled",
      model: null,
      reviewers: null,
    })),
  ];
  await rm(to, { force: true });
  const file = createScoreFile(to, COLUMNS);
  await file.append(
    new Map(
      COLUMNS.map(({ name }) => [name, all.map((row) => (row as (typeof rows)[number])[name] ?? null)]),
    ),
  );
  const kept = facts.map(({ key, value = "" }) => [key.replace(/^sluice\./u, ""), value]);
  await file.finish(Object.fromEntries(kept));
}

/** A list of before named who said so. */
function peopleOf({ reviewers, reviewer }: Readonly<Record<string, string | number | null>>) {
  return reviewers ?? (typeof reviewer === "string" ? reviewer.split(", ").length : null);
}

/** Columns that no shard holds alone: they are joined to the scores once all shards are done. */
const joined: Readonly<Record<string, readonly string[]>> = {
  duplicates: ["duplicate_of", "duplicate_kind"],
};

/** By rule: the filters that measured what it reads, with their models. */
function modelsOf({ policy, run }: DecidedRun): ReadonlyMap<string, string> {
  return new Map(
    policy.rules.map(({ id, when }) => {
      const read = new Set(columnsOf(when));
      const used = run.inputs.filters.filter(({ id: filter, columns }) =>
        [...columns.map(({ name }) => name), ...(joined[filter] ?? [])].some((name) =>
          read.has(name.toLowerCase()),
        ),
      );
      const names = used.map((filter) =>
        filter.models.length === 0
          ? filter.id
          : filter.models.map(({ id: model, sha256 }) => `${model} ${sha256.slice(0, 12)}`).join(" + "),
      );
      return [id, names.join(", ")] as const;
    }),
  );
}
