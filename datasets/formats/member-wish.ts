import { gunzipSync } from "node:zlib";
import { endingOf } from "../content-member.ts";
import { PLAIN } from "../dialects/choose.ts";
import type { DatasetMap, MapWish } from "../map.ts";
import { alternatives } from "../mapping/field-path.ts";
import { type Reading, readRecord } from "../mapping/read-record.ts";
import type { Pair, StoredMember } from "../pair.ts";
import { decodeText, isImageName } from "../text.ts";

type Fields = Readonly<Record<string, unknown>>;

const MAX_UNPACKED = 100 * 2 ** 20;

/** Reads what a person names, members and fields alike; `undefined` where nobody names a thing. */
export async function readWished(
  { image = [], caption = [], key = null, url = null, license = null }: MapWish,
  members: readonly StoredMember[],
  source: Fields,
): Promise<Reading | undefined> {
  const entries = [...image, ...caption, key, url, license].filter((entry) => entry !== null);
  if (entries.length === 0) return undefined;
  const named = new Set(entries.flatMap(alternatives).filter((name) => name.startsWith(".")));
  const values = members
    .map(({ name, bytes }) => ({ name: `.${endingOf(name)}`, bytes }))
    .filter(({ name }) => named.has(name))
    .map(({ name, bytes }) => [name, contentOf(name, bytes)] as const);
  const map = { dialect: PLAIN, image, caption, key, url, license, split: null };
  return readRecord({ ...source, ...Object.fromEntries(values) }, map, nothing);
}

/** What a pair is where somebody says so: of a role that is named, that and nothing else. */
export function asWished(own: Partial<Pair>, wish: MapWish, read: Reading | undefined): Partial<Pair> {
  if (read === undefined) return own;
  const said = new Set<string>(
    Object.entries(PARTS).flatMap(([role, parts]) =>
      wish[role as keyof typeof PARTS] === undefined ? [] : parts,
    ),
  );
  const kept = Object.entries(own).filter(([part]) => !said.has(part));
  return Object.fromEntries([...kept, ...Object.entries(read.pair).filter(([part]) => said.has(part))]);
}

/** What of a pair a role of a map says. */
const PARTS = {
  image: ["image", "images"],
  caption: ["caption", "captions"],
  url: ["url"],
  license: ["license"],
} as const satisfies Partial<Record<keyof DatasetMap, readonly (keyof Pair)[]>>;

/** A tar has no files beside it. */
async function nothing() {
  return { error: "Cannot read image: no such file" };
}

function contentOf(name: string, bytes: Uint8Array): Uint8Array | string {
  const packed = name.endsWith(".gz");
  const plain = packed ? gunzip(bytes) : bytes;
  return isImageName(packed ? name.slice(0, -3) : name) ? plain : decodeText(plain).text;
}

/** What cannot be unpacked stays as it is: whoever decodes it says what is wrong. */
function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    return bytes;
  }
}
