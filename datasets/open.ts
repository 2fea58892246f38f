import { basename, join } from "node:path";
import { type Cuts, notingCuts } from "./cuts.ts";
import type { Dataset, DatasetFormat, Location, Shard, WishFor } from "./format.ts";
import { inZip, type Part } from "./in-zip.ts";
import { locate } from "./location.ts";
import { type PlaceWish, wishFor, withRegisters } from "./map-wish.ts";
import { notRead } from "./not-read.ts";
import { isTrouble } from "./pair.ts";
import { namedBySplits } from "./readme-splits.ts";
import { formats } from "./registry.ts";
import { onDisk } from "./store/bytes.ts";
import { placed, takeFailure } from "./store/places.ts";
import { type PlaceAnswer, unheard } from "./unheard.ts";
import { otherTars } from "./zip/other-tars.ts";
import { unnamedInZips } from "./zip/pictures.ts";
import { tarsOfPictures } from "./zip/tars-of-pictures.ts";
import { zipPlaces } from "./zip/zip-places.ts";

/** How many missing files are named. */
const NAMED = 5;

/** What somebody asks for beside the URI. */
export interface OpenWish {
  /** Whether links may lead out of the folders that the URI names. */
  readonly followLinks?: boolean;
  /** What the fields are taken for, where it is not what Sluice would propose. */
  readonly map?: PlaceWish;
  /** Whether large files are one shard each, as in versions that did not cut them. */
  readonly wholeFiles?: boolean;
  /** Where large files are cut, as it was found before. */
  readonly cuts?: Cuts;
}

/** What the formats made of a place. */
interface Found {
  readonly parts: Part[];
  /** Files that none of them claims. */
  readonly rest: readonly string[];
  /** How files answer what is wished of them. */
  readonly answers: PlaceAnswer[];
  /** The first format that knew files and found no pairs. */
  readonly empty?: DatasetFormat;
}

/**
 * Opens a dataset by its URI. Every format reads what it recognises of the files that none before it claimed, so a
 * place may be of several; what nobody claims is named.
 * @param more formats of somebody's own, asked after those of Sluice
 * @throws Error with one line: nothing there, nothing recognised, nothing in it, or a map that fits nothing
 */
export async function openDataset(
  uri: string,
  more: readonly DatasetFormat[] = [],
  { cuts: told = {}, ...wish }: OpenWish = {},
): Promise<Dataset> {
  const { value, cuts } = await notingCuts(told, () => openAsWished(uri, more, wish));
  return { ...value, ...(Object.keys(cuts).length > 0 ? { cuts } : {}) };
}

async function openAsWished(
  uri: string,
  more: readonly DatasetFormat[],
  { followLinks = false, map = [], wholeFiles = false }: OpenWish,
): Promise<Dataset> {
  const all = [...formats, ...more];
  const location = { ...(await locate(uri, followLinks)), ...(wholeFiles ? { wholeFiles } : {}) };
  // Of another machine it is the place as it was found: pinned, and without what may be a secret.
  const place = location.uri;
  const { folders: tars, pictures } = await otherTars(location, map);
  const files = location.files.filter((file) => !tars.includes(file));
  const read = (pictureTars: readonly string[]) =>
    partsOf({ ...location, files, pictureTars }, all, (id) => wishFor(map, id));
  const likely = await tarsOfPictures(location, pictures);
  const first = await read(likely);
  const pictureTars = likely.filter((tar) => !first.rest.includes(tar));
  // One that no table names after all is read by itself.
  const found = pictureTars.length === likely.length ? first : await read(pictureTars);
  const { parts, rest, answers, empty } = found;
  const zips = await zipPlaces(location, rest, tars);
  const troubles = [...(await unnamedInZips({ ...location, pictureTars }, rest))];
  let without: DatasetFormat | undefined = empty;
  for (const place of zips.places) {
    const { fileName } = place;
    const inner = await partsOf(place.location, all, (id) => (file) => wishFor(map, id)(fileName(file)));
    parts.push(...inZip(inner.parts, place));
    answers.push(...inner.answers.map((one) => ({ ...one, file: fileName(one.file) })));
    without ??= inner.empty;
    const format = inner.parts.map(({ id }) => id).join("+") || "zip";
    troubles.push(...place.troubles, ...notRead(inner.rest.map(fileName), format));
  }
  parts.push(...zips.broken.map((opened) => ({ id: "zip", opened })));
  troubles.push(...unheard(map, answers));
  if (parts.length === 0) {
    if (without) throw new Error(`Cannot open "${place}": wanted ${without.about}, got no pairs`);
    const known = all.map(({ id, about }) => `${id} (${about})`).join(", ");
    throw new Error(`Cannot open "${place}": wanted ${known}, or a zip of such; got ${described(location)}`);
  }
  const left = rest.filter((file) => !zips.files.includes(file));
  const dataset = await joined(parts, location, left, troubles);
  return {
    uri: place,
    ...dataset,
    ...(wholeFiles ? { wholeFiles } : {}),
    ...(location.copied && { copied: location.copied }),
    maps: withRegisters(map, dataset.maps),
  };
}

/** What the formats read of a place, each of what those before it left. */
async function partsOf(
  location: Location,
  all: readonly DatasetFormat[],
  wish: (id: string) => WishFor,
): Promise<Found> {
  const parts: Part[] = [];
  const answers: PlaceAnswer[] = [];
  let empty: DatasetFormat | undefined;
  let rest = location.files;
  for (const format of all) {
    const left = { ...location, files: rest, shared: parts.length > 0 };
    if (rest.length === 0 || !(await format.detect(left))) continue;
    const opened = await format.open(left, wish(format.id));
    answers.push(...(opened.answers ?? []).map((one) => ({ ...one, format: format.id })));
    const { reads, beside = [] } = opened.claims ?? (await format.claims?.(left)) ?? { reads: rest };
    if (opened.shards.length > 0) parts.push({ id: format.id, opened });
    else if (reads.length > 0) empty ??= format;
    const taken = new Set([...reads, ...beside]);
    rest = rest.filter((file) => !taken.has(file));
  }
  return { parts, rest, answers, ...(empty === undefined ? {} : { empty }) };
}

/** One dataset of what several formats read. @param left files that none of them claims @param inside what is wrong in zips */
async function joined(
  parts: readonly Part[],
  location: Location,
  left: readonly string[],
  inside: readonly string[],
): Promise<Omit<Dataset, "uri">> {
  const shards = parts.flatMap(({ id, opened }) =>
    opened.shards.map((shard) => ({ hasImages: opened.hasImages, format: id, ...shard })),
  );
  const format = [...new Set(parts.map(({ id }) => id))].join("+");
  return {
    format,
    maps: parts.flatMap(({ id, opened: { maps = [] } }) => maps.map((one) => ({ format: id, ...one }))),
    hasImages: parts.some(({ opened }) => opened.hasImages),
    ...(isOfPictures(parts) ? { captionless: true } : {}),
    columns: [...new Set(parts.flatMap(({ opened }) => opened.columns))],
    shards: withUniqueNames(await namedBySplits(location, shards), location.root),
    troubles: [
      ...missing(location),
      ...notFollowed(location),
      ...hiddenFiles(location),
      ...notRead(left, format),
      ...inside,
      ...parts.flatMap(({ opened: { troubles = [] } }) => troubles),
    ],
  };
}

/** Whether all parts hold pictures and say what each of their fields is, and no caption is among them. */
function isOfPictures(parts: readonly Part[]): boolean {
  return parts.every(
    ({ opened: { hasImages, maps = [] } }) =>
      hasImages && maps.length > 0 && maps.every(({ map }) => map.caption.length === 0),
  );
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

function hiddenFiles({ hidden = [] }: Location): readonly string[] {
  if (hidden.length === 0) return [];
  const what = hidden.length === 1 ? "1 hidden file or folder" : `${hidden.length} hidden files or folders`;
  return [`Cannot read ${what}: ${shown(hidden)}; audit them under other names`];
}

function shown(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ", …" : ""}`;
}

function described({ files, isFolder }: Location): string {
  const endings = [...new Set(files.map((file) => /\.[^./]+$/.exec(file)?.[0] ?? "no ending"))];
  return `${isFolder ? "a folder of files" : files.length === 1 ? "a file" : "files"} with ${endings.slice(0, NAMED).join(", ")}`;
}

/** Names become file names of a run, and the first part of every key: so keys are unique across shards. */
function withUniqueNames(shards: readonly Shard[], root: string): readonly Shard[] {
  const taken = new Set<string>();
  return shards.map((shard) => {
    const safe = safeName(shard.name);
    let name = safe;
    // Some file systems do not tell upper from lower case.
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safe}~${n}`;
    taken.add(name.toLowerCase());
    const path = join(root, shard.source);
    return {
      ...shard,
      name,
      read: (signal, rows) => prefixed(shard, name, root, signal, rows),
      ...(placed(path) && { keep: async (signal: AbortSignal) => void (await onDisk(path, signal)) }),
    };
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

/**
 * Keys with their shard's name. A file of another machine that could not be had, or that changed meanwhile, is no bad
 * file: its shard fails as a whole, to be tried again.
 */
async function* prefixed(
  shard: Shard,
  name: string,
  root: string,
  signal: AbortSignal,
  rows?: ReadonlySet<number>,
): ReturnType<Shard["read"]> {
  signal.throwIfAborted();
  for await (const item of shard.read(signal, rows)) {
    yield isTrouble(item) ? item : { ...item, key: `${name}/${item.key}` };
    signal.throwIfAborted();
  }
  for (const path of [join(root, shard.source), shard.table ?? ""]) {
    const failure = takeFailure(path);
    if (failure) throw failure;
  }
}
