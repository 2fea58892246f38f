import { createHash } from "node:crypto";

/** Perceptual hashes of a training set, to find what a model repeats. It holds no image and no caption. */
export interface HashIndex {
  readonly dataset: string;
  /** The dataset's fingerprint, as its card states it. */
  readonly fingerprint: string;
  /** SHA-256 (hex) of the whole file. */
  readonly sha256: string;
  /** Upper and lower 32 bits of each hash. */
  readonly upper: Uint32Array;
  readonly lower: Uint32Array;
}

const FORMAT = "sluice-phash";
const VERSION = 1;
const HASH = /^[0-9a-f]{16}$/u;

/**
 * The file of an index: one line of JSON (`format`, `version`, `dataset`, `fingerprint`, `count`, `bodySha256`), then
 * 8 bytes per hash, big-endian, sorted, each once. The same hashes give the same bytes.
 * @param hashes 16 hexadecimal digits each (`perceptualHash`)
 * @throws Error with one line when one is no hash
 */
export function encodeHashIndex(
  hashes: Iterable<string>,
  { dataset, fingerprint }: Pick<HashIndex, "dataset" | "fingerprint">,
): Uint8Array {
  const sorted = [...new Set(hashes)].sort();
  const odd = sorted.find((hash) => !HASH.test(hash));
  if (odd !== undefined)
    throw new Error(`Cannot index hash "${odd.slice(0, 20)}": wanted 16 hexadecimal digits`);
  const body = Buffer.from(sorted.join(""), "hex");
  const header = {
    format: FORMAT,
    version: VERSION,
    dataset,
    fingerprint,
    count: sorted.length,
    bodySha256: sha256(body),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/** @throws Error with one line when the file is no index, or was changed */
export function decodeHashIndex(bytes: Uint8Array, name: string): HashIndex {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = file.indexOf(10);
  const header = end < 0 ? null : headerOf(file.toString("utf8", 0, end));
  if (!header) throw new Error(`Cannot read hashes "${name}": wanted a ${FORMAT} file of version ${VERSION}`);
  const body = file.subarray(end + 1);
  if (body.length !== header.count * 8 || sha256(body) !== header.bodySha256)
    throw new Error(`Cannot read hashes "${name}": it is torn or was changed`);
  const read = (offset: number) =>
    Uint32Array.from({ length: header.count }, (_, i) => body.readUInt32BE(8 * i + offset));
  const { dataset, fingerprint } = header;
  return { dataset, fingerprint, sha256: sha256(file), upper: read(0), lower: read(4) };
}

interface Header {
  readonly dataset: string;
  readonly fingerprint: string;
  readonly count: number;
  readonly bodySha256: string;
}

function headerOf(text: string): Header | null {
  try {
    const header = JSON.parse(text) as Header & { readonly format?: unknown; readonly version?: unknown };
    const whole =
      header.format === FORMAT &&
      header.version === VERSION &&
      typeof header.dataset === "string" &&
      typeof header.fingerprint === "string" &&
      Number.isSafeInteger(header.count) &&
      typeof header.bodySha256 === "string";
    return whole ? header : null;
  } catch {
    return null;
  }
}

/** Bits in which a hash differs from its nearest in the index, 0…64; 64 in an empty one. */
export function nearestDistance({ upper, lower }: Pick<HashIndex, "upper" | "lower">, hash: string): number {
  const high = Number.parseInt(hash.slice(0, 8), 16);
  const low = Number.parseInt(hash.slice(8), 16);
  let nearest = 64;
  for (let i = 0; i < upper.length; i++) {
    const distance = ones(((upper[i] as number) ^ high) >>> 0) + ones(((lower[i] as number) ^ low) >>> 0);
    if (distance < nearest) nearest = distance;
  }
  return nearest;
}

/** How many bits of a 32-bit number are set, in parallel (Warren, Hacker's Delight, 5-1). */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
