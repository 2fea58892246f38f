import { basename, join, posix } from "node:path";
import type { Location } from "../format.ts";
import { TAR } from "../formats/nested-tars.ts";
import type { ImageFile } from "../image-file.ts";
import { leadsOut } from "../leads-out.ts";
import { quoted } from "../one-line.ts";
import { isImageName } from "../text.ts";
import type { ZipEntry } from "./archive.ts";
import { openArchive } from "./mount.ts";
import { readEntry } from "./read-entry.ts";

/** A picture in a zip that lies in a place, and the zip's name there. */
export interface ZippedPicture {
  readonly zip: string;
  readonly image: ImageFile;
}

interface Picture {
  readonly zip: string;
  /** Where its bytes lie, where the archive was put down unpacked. */
  readonly file?: string | undefined;
  readonly entry: ZipEntry;
}

interface Zips {
  readonly byName: ReadonlyMap<string, readonly Picture[]>;
  readonly counts: ReadonlyMap<string, number>;
  /** Pictures that a table named, as `<zip>/<picture>`. */
  readonly named: Set<string>;
}

const opened = new Map<string, Promise<Zips>>();

/** Finds pictures that a table names in the zips beside it, as `images.zip` beside `metadata.jsonl`; they are opened only where one is looked for. */
export function picturesInZips(location: Location): (name: string) => Promise<ZippedPicture | undefined> {
  const files = zipsIn(location);
  if (files.length === 0) return async () => undefined;
  return async (name) => {
    if (leadsOut(name)) return undefined;
    const { byName, named } = await zipsOf(location, files);
    const plain = name.replaceAll("\\", "/").replace(/^\.\//u, "");
    const likely = (byName.get(posix.basename(plain)) ?? []).filter((one) => isSame(one, plain));
    const [only, ...more] = likely.length > 1 ? likely.filter(({ entry }) => entry.name === plain) : likely;
    if (only === undefined || more.length > 0) return undefined;
    const { zip, entry, file = join(location.root, zip) } = only;
    named.add(`${zip}/${entry.name}`);
    const image: ImageFile =
      entry.problem === undefined
        ? { image: () => readEntry(file, entry) }
        : { error: `Cannot read image ${quoted(name)}: ${entry.problem}` };
    return { zip, image };
  };
}

/** Pictures of zips that tables read of and never name, in a line each. @param rest files that no format claims */
export async function unnamedInZips(location: Location, rest: readonly string[]): Promise<readonly string[]> {
  const files = zipsIn(location);
  const zips = await opened.get(idOf(location, files));
  if (zips === undefined) return [];
  const left = new Set(rest);
  return files
    .filter((zip) => !left.has(zip))
    .flatMap((zip) => {
      const named = [...zips.named].filter((one) => one.startsWith(`${zip}/`)).length;
      const count = (zips.counts.get(zip) ?? 0) - named;
      return count === 0
        ? []
        : [
            `Cannot read ${count === 1 ? "1 picture" : `${count} pictures`} of "${basename(zip)}": in no table beside it`,
          ];
    });
}

function zipsIn(location: Location): readonly string[] {
  return location.isFolder ? location.files.filter((file) => holdsPictures(location, file)) : [];
}

/** Whether a file of a place is an archive that a table's pictures may be in. */
export function holdsPictures({ pictureTars = [] }: Pick<Location, "pictureTars">, file: string): boolean {
  return /\.zip$/iu.test(file) || pictureTars.includes(file);
}

function idOf({ root }: Location, files: readonly string[]): string {
  return JSON.stringify([root, files]);
}

function zipsOf(location: Location, files: readonly string[]): Promise<Zips> {
  const id = idOf(location, files);
  const known = opened.get(id) ?? openAll(location.root, files);
  opened.set(id, known);
  return known;
}

async function openAll(root: string, files: readonly string[]): Promise<Zips> {
  const byName = new Map<string, Picture[]>();
  const counts = new Map<string, number>();
  for (const zip of files) {
    const directory = await openArchive(join(root, zip));
    if ("broken" in directory) continue;
    const pictures = [...directory.entries.values()].filter(({ name }) => isImageName(name));
    counts.set(zip, pictures.length);
    for (const entry of pictures) {
      const name = posix.basename(entry.name);
      const same = byName.get(name);
      const picture = { zip, entry, file: directory.file };
      if (same) same.push(picture);
      else byName.set(name, [picture]);
    }
  }
  return { byName, counts, named: new Set() };
}

/** Whether a picture is what is meant: one path ends with the other, or the zip's own name stands for its folder. */
function isSame({ zip, entry }: Picture, name: string): boolean {
  const inFolder = `${zip.replace(/\.zip$/iu, "").replace(TAR, "")}/${entry.name}`;
  return [entry.name, inFolder].some((path) => endsWith(path, name) || endsWith(name, path));
}

function endsWith(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}
