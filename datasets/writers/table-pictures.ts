import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileNamed } from "../mapping/field-path.ts";
import { imageText } from "../mapping/value-kind.ts";
import { imageEnding } from "../media-kind.ts";
import type { StoredImage, StoredMember } from "../pair.ts";
import { isImageName } from "../text.ts";
import type { KeptPair, Target } from "../writer.ts";

/** Patterns of pictures in any folder. */
const PICTURES = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff"].map(
  (ending) => `**/*.${ending}`,
);

/** The globs of a metadata file and its pictures: those beside it, or all of its split's folder. */
export function pictureGlobs(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  const folder = posix.dirname(file);
  return folder === "." ? [file, ...PICTURES] : [`${folder}/**`];
}

/** Why a row's picture cannot be written beside its table: one that lies elsewhere has no place there. */
export function outsidePicture({ pair, image }: KeptPair): string | null {
  const isInside = image === null || pair.images?.[0]?.place !== undefined;
  const isOutside = !isInside && /(?:^|\/)\.\.(?:\/|$)|\/\//u.test(pair.sample ?? "");
  return isOutside ? "its picture lies outside of the dataset" : null;
}

/** Writes the pictures that a row names where they lay, so that its name leads there again. @param fileOf what to call a picture's file of which that is not known */
export async function writePictures(
  kept: KeptPair,
  { folder, shard }: Target,
  fileOf: (name: string, bytes: Uint8Array) => string = (name) => name,
): Promise<void> {
  for (const { name, bytes, place: own } of await picturesOf(kept)) {
    const place = own ?? placeOf(fileOf(name, bytes), posix.dirname(shard?.source ?? ""));
    if (place === undefined) continue;
    await mkdir(dirname(join(folder, place)), { recursive: true });
    await writeFile(join(folder, place), bytes);
  }
}

/** The pictures that a row names and that were measured, with their names. */
async function picturesOf({
  pair,
  image,
  measured,
}: KeptPair): Promise<readonly (StoredMember & Pick<StoredImage, "place">)[]> {
  const known = measured ?? (image === null ? [] : [image]);
  const pictures: (StoredMember & Pick<StoredImage, "place">)[] = [];
  for (const { name: field, bytes: read, place } of pair.images ?? []) {
    const name = fileNamed(pair.record ?? {}, field);
    if (name === undefined || imageText(name) !== undefined) continue;
    const bytes = await read().catch(() => undefined);
    if (bytes !== undefined && known.some((one) => Buffer.from(one).equals(bytes)))
      pictures.push({ name, bytes, ...(place && { place }) });
  }
  return pictures;
}

/** Where a picture goes, beside its table; nowhere where its name leads out of the dataset. */
function placeOf(picture: string, folder: string): string | undefined {
  const place = posix.join(folder, picture.replaceAll("\\", "/"));
  if (picture === "" || posix.isAbsolute(picture) || place === ".." || place.startsWith("../"))
    return undefined;
  return place;
}

/** Tables may name pictures without their endings, or number the captions of one: `1.jpg#0`. */
export function withEnding(name: string, bytes: Uint8Array): string {
  const bare = name.replace(/#\d+$/u, "");
  if (isImageName(bare)) return bare;
  const ending = imageEnding(bytes);
  return ending === undefined ? name : `${name}.${ending}`;
}
