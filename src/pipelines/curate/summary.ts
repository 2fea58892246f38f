import { join } from "node:path";
import { stringify } from "yaml";
import { sha256OfFile } from "../../digest/sha256.ts";
import { type BlurredCounts, blurredCounts, blurredRows } from "../../faces/blurred-list.ts";
import { writeWhole } from "../../process/files.ts";
import { printable } from "../../process/printable.ts";
import { version } from "../../process/version.ts";
import type { RunFile, RunInputs } from "../../run/run.ts";
import { type Judges, type Reason, reasons } from "./disposition.ts";
import type { CurateOptions } from "./options.ts";
import { digestOf } from "./plan.ts";
import { repackedRemarks } from "./repacked.ts";
import type { CuratedShard } from "./shard.ts";

/** How many pairs one reason kept out. */
export interface ReasonCount {
  readonly rule: string;
  readonly state: "removed" | "held";
  readonly about: string;
  readonly pairs: number;
}

/** Where a curated dataset's source lies, as its run keeps it. */
export interface CuratedSource
  extends Pick<RunInputs, "uri" | "uris" | "followLinks" | "map" | "format" | "shardPairs"> {
  readonly fingerprint: string;
}

/** `CURATED.yaml`: where a curated dataset comes from and what was left out. No clock: the same inputs give the same bytes. */
export interface Curated {
  readonly schema: "sluice.curated/2";
  readonly sluice: string;
  readonly format: string;
  readonly source: CuratedSource;
  readonly policy: { readonly name: string; readonly version: number; readonly digest: string };
  readonly unreviewed: "hold" | "keep";
  readonly pairs: {
    readonly before: number;
    readonly written: number;
    readonly removed: number;
    readonly held: number;
  };
  readonly reasons: readonly ReasonCount[];
  /** How many people's verdicts kept something out; who they are stays with the run. */
  readonly reviewers: number;
  readonly shards: readonly {
    readonly name: string;
    readonly pairs: number;
    readonly files: Readonly<Record<string, string>>;
  }[];
  /** What nothing measured and was left out, by name, with the written pairs that had it. */
  readonly stripped: Readonly<Record<string, number>>;
  /** What nothing measured and was written on somebody's word. */
  readonly carried: Readonly<Record<string, number>>;
  /** Pictures whose faces were blurred, and by what they were found; absent where that was not asked. */
  readonly blurred?: BlurredCounts & { readonly model: string; readonly sha256: string };
  /** SHA-256 of each list beside the pairs: of those that were not written, of uids. */
  readonly lists: Readonly<Record<string, string>>;
  /** SHA-256 over the shards' file digests. */
  readonly fingerprint: string;
  /** What a user of the dataset should know, in one line each. */
  readonly remarks: readonly string[];
  readonly troubles: readonly string[];
}

/** Where it was written, the lists beside it, and the verdicts it was written by. */
interface Written extends Pick<Judges, "verdicts"> {
  readonly folder: string;
  readonly lists: readonly string[];
}

/** Counts what was written and why the rest was not, and hashes what was written. */
export async function curatedOf(
  { view, dataset, writer, unreviewed, carry, finder }: CurateOptions,
  { folder, lists, verdicts }: Written,
  shards: readonly CuratedShard[],
  signal: AbortSignal,
): Promise<Curated> {
  const { run, policy, decisions } = view;
  const removed = shards.flatMap((shard) => shard.removed);
  // One after the other: as many files as a large dataset has cannot all be open at once.
  const files: Curated["shards"][number][] = [];
  for (const { shard, written, files: names } of shards)
    files.push({ name: shard, pairs: written, files: await digests(folder, names, signal) });
  const stripped = total(shards.map((shard) => shard.stripped));
  const carried = total(shards.map((shard) => shard.carried));
  const held = removed.filter(({ state }) => state === "held").length;
  return {
    schema: "sluice.curated/2",
    sluice: version,
    format: writer.id,
    source: sourceOf(run),
    policy: { name: policy.name, version: policy.version, digest: decisions.digest },
    unreviewed,
    pairs: {
      before: shards.reduce((sum, { pairs }) => sum + pairs, 0),
      written: shards.reduce((sum, { written }) => sum + written, 0),
      removed: removed.length - held,
      held,
    },
    reasons: reasonCounts(removed, new Map(policy.rules.map(({ id, reason }) => [id, reason]))),
    reviewers: new Set(
      removed.flatMap(({ key, reviewers }) => (reviewers > 0 ? (verdicts.get(key)?.reviewers ?? []) : [])),
    ).size,
    shards: files,
    stripped,
    carried,
    ...(finder !== null && {
      blurred: { ...blurredCounts(blurredRows(shards)), model: finder.id, sha256: finder.sha256 },
    }),
    lists: await digests(folder, lists, signal),
    fingerprint: digestOf(files),
    remarks: [
      ...kindsRemark(shards),
      ...repackedRemarks(dataset, shards),
      ...unmeasuredRemarks(stripped, carried, carry),
    ],
    troubles: shards.flatMap(({ shard, troubles }) => troubles.map((trouble) => `${shard}: ${trouble}`)),
  };
}

function sourceOf({ inputs, fingerprint }: RunFile): CuratedSource {
  const { uri, uris, followLinks, map, format, shardPairs } = inputs;
  return {
    uri,
    ...(uris !== undefined && uris.length > 1 && { uris }),
    ...(followLinks && { followLinks }),
    ...(map && { map }),
    format,
    ...(shardPairs && { shardPairs }),
    fingerprint: fingerprint ?? "",
  };
}

/** Hugging Face's loader takes the members of the first pair for those of all. */
function kindsRemark(shards: readonly CuratedShard[]): readonly string[] {
  const kinds = [...new Set(shards.flatMap((shard) => shard.kinds))].sort();
  if (kinds.length < 2) return [];
  return [
    `Hugging Face datasets cannot load these tars, since their pairs have members of ${kinds.length} kinds (${kinds.slice(0, 3).join(", ")}${kinds.length > 3 ? ", …" : ""}); webdataset can, and the formats imagefolder and parquet load`,
  ];
}

function total(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum = new Map<string, number>();
  for (const [name, n] of counts.flatMap((one) => Object.entries(one)))
    sum.set(name, (sum.get(name) ?? 0) + n);
  return Object.fromEntries([...sum].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What nothing measured: left out, written all the same, or asked for in vain. */
function unmeasuredRemarks(
  stripped: Curated["stripped"],
  carried: Curated["carried"],
  carry: readonly string[],
): readonly string[] {
  const named = (counts: Curated["stripped"]) =>
    Object.entries(counts)
      .map(([name, n]) => `${printable(name)} ${n}`)
      .join(", ");
  const known = new Set(Object.keys(carried).flatMap((name) => [name, name.replace(/^\./u, "")]));
  const remarks = carry
    .filter((name) => !known.has(name))
    .map((name) => `--carry ${printable(name)} found nothing of that name that was not measured`);
  if (Object.keys(carried).length > 0)
    remarks.unshift(`written unmeasured, as --carry says (pairs): ${named(carried)}`);
  if (Object.keys(stripped).length > 0)
    remarks.unshift(
      `stripped, since nothing measured it (pairs): ${named(stripped)}; --carry NAME writes it all the same`,
    );
  return remarks;
}

function reasonCounts(
  removed: CuratedShard["removed"],
  rules: ReadonlyMap<string, string>,
): readonly ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const { rule, state } of removed) {
    const slot = `${state} ${rule}`;
    const about = rules.get(rule) ?? reasons[rule as Reason] ?? "";
    counts.set(slot, { rule, state, about, pairs: (counts.get(slot)?.pairs ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.pairs - a.pairs || (a.rule < b.rule ? -1 : 1));
}

async function digests(
  folder: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const found: [string, string][] = [];
  for (const name of names) found.push([name, await sha256OfFile(join(folder, name), signal)]);
  return Object.fromEntries(found);
}

export function writeCurated(path: string, curated: Curated): Promise<void> {
  return writeWhole(path, stringify(curated, { lineWidth: 0 }));
}
