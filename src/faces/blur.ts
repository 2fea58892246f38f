import { blurRegions, decodeImage, type KeptPair, type StoredMember } from "../../datasets/index.ts";
import type { loadFaceFinder } from "../../models/index.ts";
import { sha256Of } from "../digest/sha256.ts";

/** What finds faces. */
export type FaceFinder = Pick<Awaited<ReturnType<typeof loadFaceFinder>>, "id" | "sha256" | "find">;

/** A face's place in a picture, in shares of its width and height: left, top, right, bottom, to five digits. */
export type FaceBox = readonly [left: number, top: number, right: number, bottom: number];

/** A picture that was written with its faces blurred. */
export interface BlurredPicture {
  readonly key: string;
  readonly row: number;
  /** SHA-256 (hex) of the source's bytes, and of those that were written. */
  readonly from: string;
  readonly to: string;
  readonly boxes: readonly FaceBox[];
}

/** Digits of a place that are kept, so that what is recorded is what was blurred. */
const DIGITS = 5;

/** Blurs the places of faces. The same bytes and boxes give the same bytes; undefined where it cannot be done. */
export function blurFaces(bytes: Uint8Array, boxes: readonly FaceBox[]): Promise<Uint8Array | undefined> {
  return blurRegions(
    bytes,
    boxes.map(([left, top, right, bottom]) => ({ left, top, right, bottom })),
  );
}

/**
 * A pair with the faces of its pictures blurred, wherever those are written.
 * @returns null where a picture's faces cannot be looked for or blurred: the pair must not be written
 */
export async function withoutFaces(
  kept: KeptPair,
  finder: FaceFinder,
): Promise<{ readonly kept: KeptPair; readonly blurred: readonly BlurredPicture[] } | null> {
  const { pair, image, measured = [] } = kept;
  const all = [...(image === null ? [] : [image]), ...measured];
  const changed = new Map<string, Uint8Array>();
  const blurred: BlurredPicture[] = [];
  const gone: Uint8Array[] = [];
  const hidden: Uint8Array[] = [];
  const written = await writtenDigests(kept);
  for (const [from, bytes] of new Map(all.map((one) => [sha256Of(one), one]))) {
    const boxes = await facesOf(bytes, finder);
    if (boxes === null) return null;
    if (boxes.length === 0) continue;
    if (!written.has(from)) {
      hidden.push(bytes);
      continue;
    }
    const output = await blurFaces(bytes, boxes);
    if (output === undefined) return null;
    changed.set(from, output);
    gone.push(bytes);
    blurred.push({ key: pair.key, row: pair.row, from, to: sha256Of(output), boxes });
  }
  // What lies in a picture that is written anew, such as its thumbnail, is written no more; elsewhere it would be.
  if (!hidden.every((one) => gone.some((whole) => Buffer.from(whole).includes(Buffer.from(one)))))
    return null;
  const other = (bytes: Uint8Array) => changed.get(sha256Of(bytes)) ?? bytes;
  const members = (list: readonly StoredMember[]) =>
    list.map(({ name, bytes }) => ({ name, bytes: other(bytes) }));
  const first = image === null ? null : other(image);
  if (blurred.length === 0) return { kept, blurred };
  return {
    blurred,
    kept: {
      ...kept,
      image: first,
      sha256: first === null ? null : sha256Of(first),
      measured: measured.map(other),
      pair: {
        ...pair,
        ...(pair.images && {
          images: pair.images.map((one) => ({ ...one, bytes: async () => other(await one.bytes()) })),
        }),
        ...(pair.members && { members: members(pair.members) }),
        ...(pair.stored && { stored: { ...pair.stored, beside: members(pair.stored.beside) } }),
      },
    },
  };
}

/** Faces of a picture; null where it is not looked at whole: it does not decode, or has several frames. */
async function facesOf(bytes: Uint8Array, finder: FaceFinder): Promise<readonly FaceBox[] | null> {
  const { pixels, facts } = await decodeImage(bytes);
  if (pixels === undefined || facts.animated === true) return null;
  const digits = (share: number) => Number(share.toFixed(DIGITS));
  const found = await finder.find(pixels);
  return found.map(({ left, top, right, bottom }) => [
    digits(left),
    digits(top),
    digits(right),
    digits(bottom),
  ]);
}

/** Digests of the pictures that a writer takes from the pair as files: all others stand in its texts or its rows. */
async function writtenDigests({ pair, image }: KeptPair): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  if (image !== null) digests.add(sha256Of(image));
  for (const { bytes } of [...(pair.members ?? []), ...(pair.stored?.beside ?? [])])
    digests.add(sha256Of(bytes));
  for (const one of pair.images ?? []) {
    const bytes = await one.bytes().catch(() => undefined);
    if (bytes !== undefined) digests.add(sha256Of(bytes));
  }
  return digests;
}
