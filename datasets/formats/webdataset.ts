import { basename, join } from "node:path";
import { isContainer } from "../container-kind.ts";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard, WishAnswer } from "../format.ts";
import type { MapWish } from "../map.ts";
import { quoted } from "../one-line.ts";
import type { Pair, Trouble } from "../pair.ts";
import { lookInto, sizeAt } from "../store/bytes.ts";
import { isImageName } from "../text.ts";
import { uniqueKeys } from "../unique-keys.ts";
import { fieldReader } from "./member-fields.ts";
import { changes, fittingMembers, proposeMembers, sampleOf, together } from "./member-map.ts";
import { placeOf } from "./member-place.ts";
import { readTar, TAR } from "./nested-tars.ts";
import { isInPlace, matchSidecar, type Sidecar, tableBeside } from "./sidecar.ts";
import { sidecarOf } from "./sidecar-file.ts";
import { createGroup, type Group, isContent } from "./webdataset-pair.ts";

/** Tars of `key.jpg`, `key.txt`, `key.json`: webdataset, as img2dataset writes it. */
export const webdataset: DatasetFormat = {
  id: "webdataset",
  about: "folder or list of .tar, plain or packed (.tar.gz, .tar.zst, .tar.bz2, .tar.xz)",
  detect: async (location) => tars(location).length > 0,
  async claims(location) {
    const reads = tars(location);
    const stems = new Set(reads.map((file) => file.replace(TAR, "")));
    const tables = new Set(await Promise.all([...stems].map((stem) => sidecarOf(join(location.root, stem)))));
    const isBeside = (file: string) =>
      tables.has(join(location.root, file)) || stems.has(file.replace(/(?:\.parquet|_stats\.json)$/iu, ""));
    return { reads, beside: location.files.filter(isBeside) };
  },
  async open(location, wishFor = () => ({})) {
    const files = tars(location);
    const look = (file: string) =>
      sampleOf(readTar(lookInto(join(location.root, file)), new AbortController().signal));
    const ends = [...new Set([files[0], files.at(-1)])].flatMap((file) => file ?? []);
    const first = await Promise.all(ends.map(look));
    const { proposed, said } = await proposeMembers(ends[0] ?? "", together(first), wishFor(ends[0] ?? ""));
    const answers: WishAnswer[] = [];
    const mapped = [];
    for (const file of files) {
      const wish = changes(wishFor(file), proposed);
      const isWished = Object.keys(wish).length > 0;
      const fitted = isWished
        ? fittingMembers(wish, first[ends.indexOf(file)] ?? (await look(file)))
        : undefined;
      if (fitted) answers.push({ file, isRead: true, ...fitted.answer });
      mapped.push({ file, wish: fitted?.wish ?? {} });
    }
    return {
      maps: mapped.map(({ file, wish }) => ({ files: [file], map: { ...proposed, ...wish } })),
      shards: await Promise.all(
        mapped.map(({ file, wish }) => toShard(location, file, { ...wish, ...said })),
      ),
      hasImages: first.some(({ holdsImage }) => holdsImage),
      columns: [],
      answers,
    };
  },
};

function tars(location: Location): readonly string[] {
  const { files, pictureTars = [] } = location;
  return files.filter((file) => isContainer(location, file, "tar", TAR) && !pictureTars.includes(file));
}

async function toShard(location: Location, file: string, wish: MapWish): Promise<Shard> {
  const path = join(location.root, file);
  const table = await sidecarOf(path.replace(TAR, ""));
  const isReadable = table !== undefined && (await isInPlace(table, location));
  return {
    name: file.replace(TAR, ""),
    source: file,
    ...(isReadable ? { table } : {}),
    bytes: sizeAt(path) ?? 0,
    read: (signal) => read({ path, table }, location, wish, signal),
    digest: (signal) => digestFile(path, signal),
  };
}

/** Members of the same stem that follow one another are a pair. */
async function* read(
  { path, table }: { readonly path: string; readonly table: string | undefined },
  location: Location,
  wish: MapWish,
  signal: AbortSignal,
): AsyncGenerator<Pair | Trouble> {
  const reader = fieldReader(wish);
  const file = basename(path);
  const sidecar = table === undefined ? undefined : await tableBeside(table, location);
  if (sidecar?.trouble !== undefined) yield { trouble: sidecar.trouble };
  const unique = uniqueKeys();
  let group: Group | undefined;
  let [row, broken] = [0, false];
  const archives: string[] = [];
  const tables: string[] = [];
  const rows = sidecar && matchSidecar(sidecar, file, await stemsInFolders(path, sidecar, signal));
  const finish = async (done: Group): Promise<readonly Pair[]> => {
    if (done.isNote()) return [];
    const table = done.table(wish);
    if (table === undefined) return [await done.finish(unique, row++, rows?.of(done.stem), reader)];
    tables.push(`${done.stem}.${table}`);
    return [];
  };

  for await (const member of readTar(path, signal)) {
    signal.throwIfAborted();
    if ("trouble" in member) {
      yield member;
      continue;
    }
    if ("broken" in member) {
      if (member.cut) group?.fail(`Cannot read pair whole: its archive ends here, members may be missing`);
      if (group) yield* await finish(group);
      group = undefined;
      yield { trouble: `Cannot read "${file}" to its end: ${member.broken}` };
      broken = true;
      break;
    }
    const { stem, ending, hostile } = placeOf(member.name);
    if (TAR.test(member.name) || /\.zip$/iu.test(member.name)) archives.push(basename(member.name));
    if (stem === "") {
      // Hidden files, as macOS puts beside real ones, are no pairs: webdataset passes them over, too.
      if (isImageName(ending) && !basename(member.name).startsWith("._"))
        yield {
          trouble: `Cannot use member ${quoted(member.name)} of "${file}": wanted a name before the dot`,
        };
      continue;
    }
    if (hostile && group?.stem !== stem && !isContent(ending)) {
      yield { trouble: `Cannot use member ${quoted(member.name)} of "${file}": ${OUTSIDE}` };
      continue;
    }
    if (group && (group.stem !== stem || group.has(ending))) {
      yield* await finish(group);
      group = undefined;
    }
    group ??= createGroup(stem);
    group.add(ending, hostile ? { name: member.name, problem: OUTSIDE } : member);
  }
  if (group) yield* await finish(group);
  const unmatched = rows?.trouble();
  if (unmatched !== undefined) yield { trouble: unmatched };
  if (archives.length > 0)
    yield {
      trouble: `Cannot read ${archives.length} archives inside "${file}": ${firstOf(archives)}; unpack it, and audit those`,
    };
  if (tables.length > 0)
    yield {
      trouble: `Cannot read ${tables.length === 1 ? "1 table" : `${tables.length} tables`} inside "${file}": ${firstOf(tables)}; what they say of its pictures, such as captions, is not known: unpack it, and audit that folder`,
    };
  // Why there is none was said.
  if (row === 0 && !broken) yield { trouble: `Cannot find a pair in "${file}"` };
  if (sidecar && sidecar.successes > row)
    yield {
      trouble: `Cannot find ${sidecar.successes - row} of ${sidecar.successes} downloaded pairs in "${file}"`,
    };
}

/** All stems of a tar whose first is in a folder that the table's keys do not name; others are not looked through twice. */
async function stemsInFolders(
  path: string,
  { rows }: Sidecar,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const stems: string[] = [];
  for await (const member of readTar(lookInto(path), signal)) {
    const stem = "name" in member ? placeOf(member.name).stem : "";
    if (stem === "" || stem === stems.at(-1)) continue;
    if (stems.length === 0 && (!stem.includes("/") || rows.has(stem))) return undefined;
    stems.push(stem);
  }
  return stems;
}

function firstOf(names: readonly string[]): string {
  const more = names.length > NAMED ? ", …" : "";
  return `${names
    .slice(0, NAMED)
    .map((name) => quoted(name))
    .join(", ")}${more}`;
}

/** How many archives and tables inside are named. */
const NAMED = 3;
const OUTSIDE = "wanted a path inside the archive, got one that leads out of it";
