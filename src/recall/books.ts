import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetWriter } from "../../datasets/index.ts";
import { sha256OfFile } from "../digest/sha256.ts";
import { frontMatter } from "../pipelines/curate/front-matter.ts";
import { digestOf } from "../pipelines/curate/plan.ts";
import type { Books } from "../proof/books.ts";
import type { Touched } from "./touched.ts";

/** How many pairs were recalled by which lists, and when: an entry of `CURATED.yaml`, which says of nobody that they did it. */
export interface RecallEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly pairs: number;
  readonly lists: readonly { readonly name: string; readonly sha256: string; readonly lines: number }[];
  /** Whether keys in `removed.parquet` are those of the source, which was in reach. */
  readonly keysOfSource: boolean;
}

/** A curated dataset's `CURATED.yaml`, with what later recalls noted. */
export type RecalledBooks = Books & {
  readonly recalls?: readonly RecallEntry[];
  /** Names in books of before. */
  readonly reviewers?: number | readonly string[];
};

/** Touched files, and those that were written in their place. */
export interface Rewritten extends Touched {
  readonly files: readonly string[];
}

/** The books of a dataset after a recall. @param fresh the folder in which the files that are new lie */
export async function booksAfter(
  books: RecalledBooks,
  touched: readonly Rewritten[],
  entry: RecallEntry,
  { fresh, lists }: { readonly fresh: string; readonly lists: readonly string[] },
  signal: AbortSignal,
): Promise<RecalledBooks> {
  const shards: RecalledBooks["shards"][number][] = [];
  for (const shard of books.shards) {
    const own = touched.find(({ names }) => names.includes(shard.name));
    if (own === undefined) {
      shards.push(shard);
      continue;
    }
    const files: [string, string][] = [];
    // Those that share a file list it each, as when they were written.
    for (const file of Object.keys(shard.files).length === 0 ? [] : own.files)
      files.push([file, await sha256OfFile(join(fresh, file), signal)]);
    const less = own.gone.filter((one) => one.shard === shard.name).length;
    const pairs = shard.pairs - less;
    const shared = own.names.length > 1 && pairs === 0 && books.format !== "webdataset";
    shards.push({ ...shard, pairs, files: shared ? {} : Object.fromEntries(files) });
  }
  const digests: [string, string][] = Object.entries(books.lists);
  for (const name of lists) digests.push([name, await sha256OfFile(join(fresh, name), signal)]);
  return {
    ...books,
    ...namingNobody(books),
    pairs: {
      ...books.pairs,
      written: books.pairs.written - entry.pairs,
      removed: books.pairs.removed + entry.pairs,
    },
    reasons: reasonsAfter(books.reasons, entry.pairs),
    shards,
    lists: Object.fromEntries(digests),
    fingerprint: digestOf(shards),
    recalls: [...(books.recalls ?? []).map(withoutWho), entry],
  };
}

/** Books of before named who judged. */
function namingNobody({ reviewers = 0 }: RecalledBooks) {
  return {
    schema: "sluice.curated/2",
    reviewers: typeof reviewers === "number" ? reviewers : reviewers.length,
  };
}

function withoutWho({ at, pairs, lists, keysOfSource }: RecallEntry): RecallEntry {
  return { at, pairs, lists, keysOfSource };
}

function reasonsAfter(reasons: Books["reasons"], pairs: number): Books["reasons"] {
  const before = reasons.find(({ rule, state }) => rule === "recalled" && state === "removed");
  const now = {
    rule: "recalled",
    state: "removed" as const,
    about: "recalled after it was written",
    pairs: pairs + (before?.pairs ?? 0),
  };
  return [...reasons.filter((one) => one !== before), now];
}

/** The dataset's `README.md` with the files of each split as they are now; what a card says beside them stays. */
export async function readmeAfter(
  folder: string,
  writer: DatasetWriter,
  shards: Books["shards"],
): Promise<string> {
  const now = await frontMatter(
    writer,
    shards.map(({ name, files }) => ({ name, files: Object.keys(files) })),
    folder,
  );
  const readme = await readFile(join(folder, "README.md"), "utf8").catch(() => "");
  const configs = /(?:^|\n)(configs:(?:\n[ -][^\n]*)*)/u;
  const [, fresh = ""] = configs.exec(now) ?? [];
  const [, old] = configs.exec(/^---\n([\s\S]*?)\n---/u.exec(readme)?.[1] ?? "") ?? [];
  return old === undefined ? now : readme.replace(old, () => fresh);
}
