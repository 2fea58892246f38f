import { basename, join } from "node:path";
import { isContainer } from "../container-kind.ts";
import type { Location } from "../format.ts";
import { placeOf } from "../formats/member-place.ts";
import { TAR } from "../formats/nested-tars.ts";
import { readMembers } from "../formats/tar-members.ts";
import { TABLE } from "../formats/webdataset-pair.ts";
import type { PlaceWish } from "../map-wish.ts";
import { isPacked } from "../packing/unpacked.ts";
import { canSeek } from "../store/bytes.ts";
import { csvTable } from "../tables/separated.ts";
import { isImageName } from "../text.ts";
import { tarHeads } from "./tar-heads.ts";

/** Of more tars, the first alone says whether they are folders. */
const LOOKED_AT = 64;
/** Bytes of all packed tars together that are unpacked for a table at most: where nothing but pictures comes, it may be the last. */
const MAX_UNPACKED_BYTES = 2 ** 30;
/** Members of all plain tars together whose names are looked at: a second of the clock. */
const MAX_NAMES = 500_000;
/** JSON that may hold captions of all pictures; any other may be about one, or about nothing in it. */
const TABLE_JSON =
  /(?:^|[_/-])(?:metadata|captions?|annotations?|labels?|instances|data(?:set)?|train|test|val)[^/]*\.json$/iu;

/** What tars of a place hold that are no webdatasets. */
export interface OtherTars {
  /** Those that hold a folder. */
  readonly folders: readonly string[];
  /** Those of pictures alone, with their names less their folders. */
  readonly pictures: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Tars that hold a folder: a table, as `metadata.jsonl` of an imagefolder, and pictures without anything of the same
 * name. They are read as the folder that they unpack to. Where a picture has a text beside it a tar is a webdataset.
 * Of another machine none is looked through.
 */
export async function otherTars(location: Location, wish: PlaceWish): Promise<OtherTars> {
  const folders: string[] = [];
  const pictures = new Map<string, ReadonlySet<string>>();
  // Who names members means a webdataset.
  if (wish.some(({ image = [], caption = [] }) => [...image, ...caption].some((one) => one.startsWith("."))))
    return { folders, pictures };
  const tars = location.files.filter(
    (file) => isContainer(location, file, "tar", TAR) && canSeek(join(location.root, file)),
  );
  const looked = { bytes: 0, names: 0 };
  for (const file of tars) {
    const found = await lookInto(join(location.root, file), looked);
    if (found === "folder") folders.push(file);
    else if (tars.length > LOOKED_AT && folders.length === 0) break;
    else if (found !== "pairs") pictures.set(file, found);
  }
  return { folders, pictures };
}

interface Looked {
  bytes: number;
  names: number;
}

/** Whether a tar is of pairs or a folder; of pictures alone their names. */
async function lookInto(path: string, looked: Looked): Promise<"folder" | "pairs" | ReadonlySet<string>> {
  const group = { stem: "", pictures: 0, others: 0 };
  const names = new Set<string>();
  let [others, hasTable] = [0, false];
  try {
    for await (const { name } of namesIn(path, looked)) {
      const { stem, ending } = placeOf(name);
      if (stem === "") continue;
      if (stem !== group.stem) Object.assign(group, { stem, pictures: 0, others: 0 });
      if (isImageName(ending)) {
        names.add(basename(name));
        group.pictures++;
      } else {
        others++;
        group.others++;
      }
      if (group.pictures > 0 && group.others > 0) return "pairs";
      hasTable ||= isTable(name, ending);
      if (hasTable && names.size > 1) break;
    }
  } catch {
    // Whoever reads it says what is wrong with it.
  }
  if (names.size === 0 || (others > 0 && !hasTable)) return "pairs";
  return hasTable ? "folder" : names;
}

/** What the files of a tar are called; of a packed one, which is unpacked for it, as far as that may go. */
async function* namesIn(path: string, looked: Looked): AsyncGenerator<{ readonly name: string }> {
  if (!(await isPacked(path))) {
    for (const head of tarHeads(path)) {
      if (looked.names++ > MAX_NAMES) return;
      yield head;
    }
    return;
  }
  for await (const member of readMembers(path, new AbortController().signal)) {
    if ("broken" in member || looked.bytes > MAX_UNPACKED_BYTES) return;
    looked.bytes += "bytes" in member ? member.bytes.length : 0;
    yield member;
  }
}

function isTable(name: string, ending: string): boolean {
  return TABLE.test(ending) || TABLE_JSON.test(name) || csvTable.ending.test(name);
}
