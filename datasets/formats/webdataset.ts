import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { leadsOut } from "../leads-out.ts";
import type { MapWish } from "../map.ts";
import { mediaKind } from "../media-kind.ts";
import { oneLine, quoted } from "../one-line.ts";
import type { Pair, Trouble } from "../pair.ts";
import { isImageName } from "../text.ts";
import { uniqueKeys } from "../unique-keys.ts";
import { fieldReader } from "./member-fields.ts";
import { wishedMap } from "./member-map.ts";
import { matchSidecar, type Sidecar, tableBeside } from "./sidecar.ts";
import { type BrokenArchive, type Member, readMembers } from "./tar-members.ts";
import { createGroup, type Group, isContent } from "./webdataset-pair.ts";

const ENDING = /\.(tar|tar\.gz|tgz|tar\.zst|tar\.zstd|tzst|tar\.bz2|tbz2?|tar\.xz|txz)$/i;

/** Members of a tar that are looked at before they are read. */
const SNIFFED = 256;

/** Tars of `key.jpg`, `key.txt`, `key.json`: webdataset, as img2dataset writes it. */
export const webdataset: DatasetFormat = {
  id: "webdataset",
  about: "folder or list of .tar, plain or packed (.tar.gz, .tar.zst, .tar.bz2, .tar.xz)",
  detect: async (location) => tars(location).length > 0,
  async claims(location) {
    const reads = tars(location);
    const stems = new Set(reads.map((file) => file.replace(ENDING, "")));
    const stemOf = (file: string) => file.replace(/(?:\.parquet|_stats\.json)$/iu, "");
    return { reads, beside: location.files.filter((file) => stems.has(stemOf(file))) };
  },
  async open(location, wishFor = () => ({})) {
    const files = tars(location);
    const ends = [...new Set([files[0], files.at(-1)])].flatMap((file) => file ?? []);
    const held = await Promise.all(ends.map((file) => holdsImage(join(location.root, file))));
    const wished = files.filter((file) => Object.keys(wishFor(file)).length > 0);
    const maps = wished.map(async (file) => {
      const members = readOrBreak(join(location.root, file), new AbortController().signal);
      return {
        files: [file],
        map: await wishedMap(file, members, (name) => placeOf(name).ending, wishFor(file)),
      };
    });
    return {
      maps: await Promise.all(maps),
      shards: files.map((file) => toShard(location, file, wishFor(file))),
      hasImages: held.includes(true),
      columns: [],
    };
  },
};

/** Whether an image, or what may be one, stands among a tar's first members: tars of captions alone have none to miss. */
async function holdsImage(path: string): Promise<boolean> {
  let texts = 0;
  try {
    for await (const member of readMembers(path, new AbortController().signal)) {
      if ("broken" in member) break;
      const { ending } = placeOf(member.name);
      if ("problem" in member || isImageName(ending.replace(/\.gz$/u, ""))) return true;
      if (mediaKind(member.bytes, ending).kind !== "other") return true;
      if (++texts === SNIFFED) break;
    }
  } catch {
    // Whoever reads it says what is wrong with it.
  }
  return texts === 0;
}

function tars({ files }: Location): readonly string[] {
  return files.filter((file) => ENDING.test(file));
}

function toShard(location: Location, file: string, wish: MapWish): Shard {
  const path = join(location.root, file);
  return {
    name: file.replace(ENDING, ""),
    source: file,
    bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    read: (signal) => read(path, location, wish, signal),
    digest: (signal) => digestFile(path, signal),
  };
}

/** Members of the same stem that follow one another are a pair. */
async function* read(
  path: string,
  location: Location,
  wish: MapWish,
  signal: AbortSignal,
): AsyncGenerator<Pair | Trouble> {
  const reader = fieldReader(wish);
  const file = basename(path);
  const sidecar = await tableBeside(path.replace(ENDING, ".parquet"), location);
  if (sidecar?.trouble !== undefined) yield { trouble: sidecar.trouble };
  const unique = uniqueKeys();
  let group: Group | undefined;
  let row = 0;
  const rows = sidecar && matchSidecar(sidecar, file, await stemsInFolders(path, sidecar, signal));
  const finish = async (done: Group): Promise<Pair> => {
    const known = done.has("json") ? undefined : rows?.of(done.stem);
    return done.finish(unique(done.stem), row++, known, reader);
  };

  for await (const member of readOrBreak(path, signal)) {
    signal.throwIfAborted();
    if ("broken" in member) {
      if (member.cut) group?.fail(`Cannot read pair whole: its archive ends here, members may be missing`);
      if (group) yield await finish(group);
      group = undefined;
      yield { trouble: `Cannot read "${file}" to its end: ${member.broken}` };
      break;
    }
    const { stem, ending, hostile } = placeOf(member.name);
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
      yield await finish(group);
      group = undefined;
    }
    group ??= createGroup(stem);
    group.add(ending, hostile ? { name: member.name, problem: OUTSIDE } : member);
  }
  if (group) yield await finish(group);
  const unmatched = rows?.trouble();
  if (unmatched !== undefined) yield { trouble: unmatched };
  if (row === 0) yield { trouble: `Cannot find a pair in "${file}"` };
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
  for await (const member of readOrBreak(path, signal)) {
    const stem = "broken" in member ? "" : placeOf(member.name).stem;
    if (stem === "" || stem === stems.at(-1)) continue;
    if (stems.length === 0 && (!stem.includes("/") || rows.has(stem))) return undefined;
    stems.push(stem);
  }
  return stems;
}

const OUTSIDE = "wanted a path inside the archive, got one that leads out of it";

/** A file that cannot even be opened is a broken archive, too. */
async function* readOrBreak(path: string, signal: AbortSignal): AsyncGenerator<Member | BrokenArchive> {
  try {
    yield* readMembers(path, signal);
  } catch (cause) {
    signal.throwIfAborted();
    yield { broken: oneLine(cause), cut: true };
  }
}

interface Place {
  /** The path up to the first dot of its last part: webdataset's key. Empty when it is not for a pair. */
  readonly stem: string;
  readonly ending: string;
  /** Whether the name leads out of the archive; the stem is then what is left without that. */
  readonly hostile: boolean;
}

function placeOf(name: string): Place {
  const hostile = leadsOut(name);
  // Windows parts folders by backslashes.
  const parts = (hostile ? name.replace(/^[a-z]:/i, "") : name)
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== "." && part !== "..");
  const last = parts.pop() ?? "";
  const dot = last.indexOf(".");
  if (dot <= 0) return { stem: "", ending: last.slice(last.lastIndexOf(".") + 1).toLowerCase(), hostile };
  return {
    stem: [...parts, last.slice(0, dot)].join("/"),
    ending: last.slice(dot + 1).toLowerCase(),
    hostile,
  };
}
