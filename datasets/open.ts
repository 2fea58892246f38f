import { basename } from "node:path";
import type { Dataset, DatasetFormat, Location, Shard } from "./format.ts";
import { locate } from "./location.ts";
import { notRead } from "./not-read.ts";
import { isTrouble } from "./pair.ts";
import { formats } from "./registry.ts";

/** How many missing files are named. */
const NAMED = 5;

/** What somebody asks for beside the URI. */
export interface OpenWish {
  /** Whether links may lead out of the folders that the URI names. */
  readonly followLinks?: boolean;
}

/**
 * Opens a dataset by its URI; the first format that recognises it reads it.
 * @param more formats of somebody's own, asked after those of Sluice
 * @throws Error with one line: nothing there, nothing recognised, or nothing in it
 */
export async function openDataset(
  uri: string,
  more: readonly DatasetFormat[] = [],
  { followLinks = false }: OpenWish = {},
): Promise<Dataset> {
  const all = [...formats, ...more];
  const location = await locate(uri, followLinks);
  for (const format of all) {
    if (!(await format.detect(location))) continue;
    const { shards, troubles = [], ...opened } = await format.open(location);
    if (shards.length === 0) throw new Error(`Cannot open "${uri}": wanted ${format.about}, got no pairs`);
    const { reads, beside = [] } = (await format.claims?.(location)) ?? { reads: location.files };
    const claimed = new Set([...reads, ...beside]);
    const left = location.files.filter((file) => !claimed.has(file));
    return {
      ...opened,
      uri,
      format: format.id,
      shards: withUniqueNames(shards),
      troubles: [...missing(location), ...notFollowed(location), ...notRead(left, format.id), ...troubles],
    };
  }
  const known = all.map(({ id, about }) => `${id} (${about})`).join(", ");
  throw new Error(`Cannot open "${uri}": wanted ${known}; got ${described(location)}`);
}

function missing({ missing: names, files }: Location): readonly string[] {
  if (names.length === 0) return [];
  const first = shown(names.map((name) => basename(name)));
  return [`Cannot find ${names.length} of ${names.length + files.length} files: ${first}`];
}

function notFollowed({ outside }: Location): readonly string[] {
  if (outside.length === 0) return [];
  return [
    `Cannot follow ${outside.length} links that lead out of the dataset: ${shown(outside)}; follow them with --follow-links`,
  ];
}

function shown(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ", …" : ""}`;
}

function described({ files, isFolder }: Location): string {
  const endings = [...new Set(files.map((file) => /\.[^./]+$/.exec(file)?.[0] ?? "no ending"))];
  return `${isFolder ? "a folder of files" : files.length === 1 ? "a file" : "files"} with ${endings.slice(0, NAMED).join(", ")}`;
}

/** Names become file names of a run, and the first part of every key: so keys are unique across shards. */
function withUniqueNames(shards: readonly Shard[]): readonly Shard[] {
  const taken = new Set<string>();
  return shards.map((shard) => {
    const safe = safeName(shard.name);
    let name = safe;
    // Some file systems do not tell upper from lower case.
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safe}~${n}`;
    taken.add(name.toLowerCase());
    return { ...shard, name, read: (signal) => prefixed(shard, name, signal) };
  });
}

/** Folders become dashes; at most 120 characters, so that a suffix fits. */
function safeName(name: string): string {
  const safe = name
    .replaceAll("/", "-")
    .replaceAll(/[^\p{L}\p{N}._~-]+/gu, "_")
    .replace(/^[.-]+/, "");
  return safe.slice(-120) || "shard";
}

async function* prefixed(shard: Shard, name: string, signal: AbortSignal): ReturnType<Shard["read"]> {
  signal.throwIfAborted();
  for await (const item of shard.read(signal)) {
    yield isTrouble(item) ? item : { ...item, key: `${name}/${item.key}` };
    signal.throwIfAborted();
  }
}
