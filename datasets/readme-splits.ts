import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { Location, Shard } from "./format.ts";
import { matcher } from "./hub-globs.ts";
import { splitOfShard } from "./splits.ts";

/** A longer page is no dataset's card. */
const MOST_BYTES = 2 ** 20;
const CARD = "README.md";

/** What a card says of one split: patterns of its files. */
interface SaidSplit {
  readonly split: string;
  readonly isOf: (file: string) => boolean;
}

/**
 * Calls shards after the splits that the `configs` of a Hugging Face card give their files, where their names say
 * another or none, so that what is written keeps them. Files of which two configurations say different splits stay.
 */
export async function namedBySplits(
  { root, files, isFolder }: Location,
  shards: readonly Shard[],
): Promise<readonly Shard[]> {
  const said = isFolder && files.includes(CARD) ? await splitsIn(join(root, CARD)) : [];
  if (said.length === 0) return shards;
  const splits = shards.map(({ source }) => {
    const [split, ...others] = new Set(said.filter(({ isOf }) => isOf(source)).map((one) => one.split));
    return others.length > 0 ? undefined : split;
  });
  // Of one split alone nothing is lost.
  if (new Set(splits).size < 2) return shards;
  return shards.map((shard, i) => {
    const split = splits[i];
    const called = shard.name.replaceAll("/", "-");
    if (split === undefined || (called.startsWith(split) && splitOfShard(called) === split)) return shard;
    const name = `${split}-${called}`;
    // A split that no word says is known by how its files are numbered.
    const numbered = `${split}-${String(i).padStart(5, "0")}-of-${String(shards.length).padStart(5, "0")}`;
    return { ...shard, name: splitOfShard(name) === split ? name : numbered };
  });
}

/** `configs: [{data_files: [{split, path}]}]` in the head of a card, in the forms that Hugging Face reads. */
async function splitsIn(path: string): Promise<readonly SaidSplit[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const [, head] = text.length > MOST_BYTES ? [] : (/^---\r?\n([\s\S]*?)\r?\n---/u.exec(text) ?? []);
  if (head === undefined) return [];
  const configs = asList(field(parsed(head), "configs"));
  return configs.flatMap((config) => {
    const folder = field(config, "data_dir");
    const within =
      typeof folder === "string" ? `${folder.replace(/^\.\/?|\/$/gu, "")}/`.replace(/^\//u, "") : "";
    const named = field(config, "data_files");
    const isBySplit =
      named !== null && typeof named === "object" && !Array.isArray(named) && !("split" in named);
    const entries = isBySplit
      ? Object.entries(named as object).map(([split, one]) => ({ split, path: one as unknown }))
      : asList(named);
    return entries.flatMap((entry) => {
      const split = field(entry, "split");
      const globs = asList(field(entry, "path")).filter((one) => typeof one === "string");
      return typeof split === "string" && /^\w+$/u.test(split) && globs.length > 0
        ? [{ split, isOf: matcher(globs.map((glob) => within + glob.replace(/^\.\//u, ""))) }]
        : [];
    });
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object"
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}
