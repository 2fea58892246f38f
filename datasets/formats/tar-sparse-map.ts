/** A run of a sparse file's bytes that is stored. */
export interface Stored {
  readonly offset: number;
  readonly length: number;
}

/** What a sparse file is made of: all else of it is zeros. */
export interface SparseFile {
  readonly size: number;
  readonly stored: readonly Stored[];
  /** Its own name, where the member bears another. */
  readonly name?: string;
}

type Records = readonly (readonly [name: string, value: string])[];

const ENTRY = 24;

/** A number of a tar's header: octal, or beyond it base 256. */
export function headerNumber(block: Uint8Array, at: number, length: number): number {
  const field = Buffer.from(block.buffer, block.byteOffset + at, length);
  if ((field[0] ?? 0) < 128)
    return Number.parseInt(field.toString("latin1").replace(/[\0 ]+$/u, "") || "0", 8);
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 127);
}

/** The runs that a block of GNU's older format lists, and whether another such block follows. */
export function storedIn(
  block: Uint8Array,
  at: number,
  most: number,
): { readonly stored: Stored[]; readonly more: boolean } {
  const stored: Stored[] = [];
  for (let i = 0; i < most && block[at + i * ENTRY] !== 0; i++) {
    const start = at + i * ENTRY;
    stored.push({ offset: headerNumber(block, start, 12), length: headerNumber(block, start + 12, 12) });
  }
  return { stored, more: block[at + most * ENTRY] === 1 };
}

/** The records of a PAX header, in order: older sparse files have names that come again. */
export function paxRecords(bytes: Buffer): Records {
  const records: (readonly [string, string])[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = Number.parseInt(bytes.toString("latin1", at, space), 10);
    if (!(space > at && length > space - at)) break;
    const [name = "", ...value] = bytes.toString("utf8", space + 1, at + length - 1).split("=");
    records.push([name, value.join("=")]);
    at += length;
  }
  return records;
}

/** What PAX records say of a sparse file; its runs are `undefined` where they stand before its data (version 1.0). */
export function sparseRecords(
  records: Records,
): (Omit<SparseFile, "stored"> & { readonly stored: readonly Stored[] | undefined }) | undefined {
  const known = new Map(records);
  const size = Number(known.get("GNU.sparse.realsize") ?? known.get("GNU.sparse.size"));
  if (!Number.isSafeInteger(size)) return undefined;
  const name = known.get("GNU.sparse.name");
  const named = name === undefined ? {} : { name };
  if (known.get("GNU.sparse.major") === "1") return { size, stored: undefined, ...named };
  const map = known.get("GNU.sparse.map");
  const numbers =
    map === undefined
      ? records.filter(([key]) => /^GNU\.sparse\.(?:offset|numbytes)$/u.test(key)).map(([, value]) => value)
      : map.split(",");
  return { size, stored: pairs(numbers.map(Number)), ...named };
}

/** Numbers two by two, as offsets and lengths. */
export function pairs(numbers: readonly number[]): readonly Stored[] {
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, i) => ({
    offset: numbers[2 * i] as number,
    length: numbers[2 * i + 1] as number,
  }));
}

/** Whether runs follow one another inside of a file, and are of so many bytes. */
export function fits({ size, stored }: SparseFile, bytes: number): boolean {
  let end = 0;
  let sum = 0;
  for (const { offset, length } of stored) {
    if (!(offset >= end && length >= 0 && offset + length <= size)) return false;
    end = offset + length;
    sum += length;
  }
  return sum === bytes;
}
