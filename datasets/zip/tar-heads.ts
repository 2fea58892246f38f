import { closeSync, openSync, readSync } from "node:fs";

const BLOCK = 512;
/** Headers are read a page at a time: small members lie close together. */
const PAGE = 4096;
/** A longer name is none. */
const MAX_NAME_BYTES = 65_536;
/** Blocks of zeros between two archives, one behind the other, at most: archives end in fewer than a megabyte of them. */
const MAX_ZEROS = 2048;

/** A file in a tar, or a link: what it is called, and how many bytes it has. */
export interface TarHead {
  readonly name: string;
  readonly size: number;
}

/**
 * The names of a plain tar's files, without their bytes: where there are pictures alone, a thousandth of it. Ends where
 * it is no tar any more; whoever reads it says why.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function* tarHeads(path: string): Generator<TarHead> {
  const file = openSync(path, "r");
  try {
    const page = { bytes: Buffer.alloc(PAGE), at: 0, length: 0 };
    const block = (at: number): Buffer | undefined => {
      if (at < page.at || at + BLOCK > page.at + page.length)
        Object.assign(page, { at, length: readSync(file, page.bytes, 0, PAGE, at) });
      return at + BLOCK > page.at + page.length
        ? undefined
        : page.bytes.subarray(at - page.at, at - page.at + BLOCK);
    };
    let long: { readonly name?: string; readonly size?: number } = {};
    let zeros = 0;
    for (let at = 0; ; ) {
      const head = block(at);
      if (head === undefined) return;
      at += BLOCK;
      if (head.every((byte) => byte === 0)) {
        if (++zeros > MAX_ZEROS) return;
        continue;
      }
      zeros = 0;
      const size = long.size ?? numberIn(head, 124, 12);
      if (!isSound(head) || !Number.isSafeInteger(size) || size < 0) return;
      const type = String.fromCharCode(head[156] ?? 0);
      if (type === "L" || type === "x") {
        if (size > MAX_NAME_BYTES) return;
        const said = Buffer.alloc(size);
        if (readSync(file, said, 0, size, at) < size) return;
        long = { ...long, ...(type === "L" ? { name: textIn(said, 0, size) } : paxOf(said.toString())) };
      } else {
        if (!/[5gK]/u.test(type)) yield { name: long.name ?? nameOf(head), size };
        if (!/[gK]/u.test(type)) long = {};
      }
      // Links and folders say the size of what they stand for, and have no bytes.
      if (!/[1-6]/u.test(type)) at += Math.ceil(size / BLOCK) * BLOCK;
    }
  } finally {
    closeSync(file);
  }
}

function nameOf(head: Buffer): string {
  const prefix = head.toString("latin1", 257, 263) === "ustar\0" ? textIn(head, 345, 155) : "";
  return `${prefix}${prefix === "" ? "" : "/"}${textIn(head, 0, 100)}`;
}

function textIn(bytes: Buffer, at: number, length: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString("utf8", at, end < 0 ? at + length : Math.min(end, at + length));
}

/** Octal digits or, of large files, a number to the base 256. */
function numberIn(bytes: Buffer, at: number, length: number): number {
  if (((bytes[at] ?? 0) & 0x80) === 0) return Number.parseInt(textIn(bytes, at, length).trim() || "0", 8);
  return bytes.subarray(at + 1, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Whether its checksum holds, which is taken as spaces itself. */
function isSound(head: Buffer): boolean {
  const sum = head.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return sum === numberIn(head, 148, 8);
}

/** What an extended header says of the next member: `27 path=a/long/name.jpg`. */
function paxOf(text: string): { readonly name?: string; readonly size?: number } {
  const path = /(?:^|\n)\d+ path=(.*)\n/u.exec(text)?.[1];
  const size = /(?:^|\n)\d+ size=(\d+)\n/u.exec(text)?.[1];
  return {
    ...(path === undefined ? {} : { name: path }),
    ...(size === undefined ? {} : { size: Number(size) }),
  };
}
