import { createReadStream } from "node:fs";
import type { ByteRange } from "../fingerprint.ts";
import { isWide } from "../lines.ts";
import { isPacked } from "../packing/unpacked.ts";
import { byteStream } from "./byte-stream.ts";

/** A JSON text: a file, or the value of a member of one. */
export interface JsonPlace {
  readonly path: string;
  /** Of the file's bytes in UTF-8, unpacked; absent, all. */
  readonly range?: ByteRange;
  /** Names of the members that it is the value of, the outermost first; none where it is the file. */
  readonly within: readonly string[];
}

/** A file as a JSON text. */
export function wholeJson(path: string): JsonPlace {
  return { path, within: [] };
}

/** Whether a file can be entered in the middle: it is neither packed nor in UTF-16. */
export async function canEnter({ path }: JsonPlace): Promise<boolean> {
  return !(await isPacked(path)) && !(await isWide(path));
}

/** The bytes of a JSON text, in UTF-8. */
export async function* jsonBytes(place: JsonPlace, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { path, range } = place;
  if (range === undefined) return yield* byteStream(path, signal);
  const { start, end } = range;
  if (await canEnter(place)) {
    signal.throwIfAborted();
    return yield* createReadStream(path, { start, end: end - 1, signal, highWaterMark: 2 ** 20 });
  }
  let at = 0;
  for await (const chunk of byteStream(path, signal)) {
    const own = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (own.length > 0) yield own;
    at += chunk.length;
    if (at >= end) return;
  }
}
