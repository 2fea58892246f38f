import { statSync } from "node:fs";
import { basename, join, posix, relative } from "node:path";
import { isContainer } from "../container-kind.ts";
import { digestFile } from "../fingerprint.ts";
import type { Location, Opened, Shard, ShardZips } from "../format.ts";
import { TAR } from "../formats/nested-tars.ts";
import { numbered } from "../text.ts";
import type { ZipDirectory } from "./archive.ts";
import { mountZips, openArchive, type ZipFile } from "./mount.ts";

const ZIP = /\.zip$/iu;
/** What people call the parts of a dataset. */
const SPLIT = /^(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|dev(?:elopment)?)$/iu;

/** A folder that zips stand for, or a tar. */
export interface ZipPlace {
  readonly location: Location;
  /** The zips that it is made of. */
  readonly files: readonly string[];
  /** The path of the one that it is, where it is of one. */
  readonly zip?: string;
  readonly troubles: readonly string[];
  /** Which zips, of which one holds a file of it. */
  zipsOf(file: string): ShardZips;
  /** What to call its shards. */
  shardNames(names: readonly string[]): readonly string[];
  /** What to call a file of it. */
  fileName(file: string): string;
}

/** What the zips of a place are: folders of their files, and those that cannot be read. */
export interface ZipPlaces {
  readonly places: readonly ZipPlace[];
  /** Shards that say why there are none. */
  readonly broken: readonly Opened[];
  readonly files: readonly string[];
}

type Opening = ZipFile & { readonly directory: ZipDirectory };

/**
 * Opens the zips among files that no format claims, and tars that hold a folder with its table. Several are one folder, as if they were unpacked side by side, where
 * no two of their files have the same name and none is called after a split; otherwise each is one of its own.
 */
export async function zipPlaces(
  location: Location,
  rest: readonly string[],
  tars: readonly string[],
): Promise<ZipPlaces> {
  const files = [...rest.filter((file) => isContainer(location, file, "zip", ZIP)), ...tars];
  const opened: Opening[] = [];
  const broken: Opened[] = [];
  for (const name of files) {
    const path = join(location.root, name);
    const directory = await openArchive(path, tars.includes(name));
    if ("broken" in directory) broken.push(brokenZip(path, name, directory.broken));
    else if (directory.entries.size > 0) opened.push({ path, name, directory });
  }
  const groups = areDisjoint(opened) && !opened.some(isSplit) ? [opened] : opened.map((one) => [one]);
  const places: ZipPlace[] = [];
  for (const group of groups)
    if (group.length > 0) places.push(await placeOf(location, group, groups.length > 1));
  const used = new Set([...opened.map(({ name }) => name), ...broken.map(({ shards }) => shards[0]?.source)]);
  return { places, broken, files: files.filter((file) => used.has(file)) };
}

function stemOf(archive: string): string {
  return archive.replace(ZIP, "").replace(TAR, "");
}

function isSplit({ name }: ZipFile): boolean {
  return SPLIT.test(basename(stemOf(name)));
}

function areDisjoint(zips: readonly Opening[]): boolean {
  const seen = new Set<string>();
  for (const { directory } of zips)
    for (const name of directory.entries.keys()) {
      if (seen.has(name)) return false;
      seen.add(name);
    }
  return true;
}

async function placeOf(
  { uri, followLinks, wholeFiles = false }: Location,
  zips: readonly Opening[],
  among: boolean,
): Promise<ZipPlace> {
  const { root, files, troubles } = await mountZips(zips);
  const inner = unwrapped(root, files);
  const top = relative(root, inner.root);
  const [first, ...more] = zips.map(({ name }) => name);
  const called = first === undefined || more.length > 0 ? undefined : first;
  const stem = stemOf(called ?? "");
  return {
    location: { uri, ...inner, isFolder: true, missing: [], outside: [], followLinks, wholeFiles },
    files: zips.map(({ name }) => name),
    ...(called === undefined ? {} : { zip: zips[0]?.path ?? "" }),
    troubles,
    zipsOf(file) {
      const own = zips.find(({ directory }) => directory.entries.has(posix.join(top, file)))?.name;
      return {
        files: zips.map(({ name, path }) => ({ name, path })),
        ...(top === "" ? {} : { top }),
        ...(own === undefined || more.length === 0 ? {} : { own }),
      };
    },
    shardNames(names) {
      // As of every format's shards, a name that begins with its split says it: those inside, before the zip's own.
      if (names.some((name) => SPLIT.test(name.split("-")[0] ?? ""))) return names;
      if (SPLIT.test(basename(stem))) return names.map((_, i) => numbered(basename(stem), i));
      return among ? names.map((name) => `${stem}-${name}`) : names;
    },
    fileName: (file) => (called === undefined ? file : `${called}/${file}`),
  };
}

/** Without a folder that is wrapped around everything, as `zip -r` of a dataset's folder leaves it. */
function unwrapped(
  root: string,
  files: readonly string[],
): { readonly root: string; readonly files: readonly string[] } {
  const top = files[0]?.split("/")[0] ?? "";
  const inside = files.map((file) => file.slice(top.length + 1));
  const wraps = top !== "" && !SPLIT.test(top) && files.every((file) => file.startsWith(`${top}/`));
  // A folder of nothing but pictures and their captions is no wrapping.
  const holdsMore = inside.some((file) => file.includes("/") || /^metadata\./iu.test(file));
  return wraps && holdsMore ? { root: join(root, top), files: inside } : { root, files };
}

function brokenZip(path: string, name: string, reason: string): Opened {
  const shard: Shard = {
    name: stemOf(name),
    source: name,
    bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    async *read() {
      yield { trouble: `Cannot read "${basename(name)}": ${reason}` };
    },
    digest: (signal) => digestFile(path, signal),
  };
  return { shards: [shard], hasImages: false, columns: [] };
}
