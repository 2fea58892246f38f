import { bytesAt, sizeAt } from "./store/bytes.ts";
import { zipped } from "./zip/mount.ts";

/** Reads a file of a place, on disk or in a zip. */
export async function readPlaceFile(path: string): Promise<Uint8Array> {
  return zipped(path)?.read() ?? bytesAt(path);
}

/** A file's size, on disk or in a zip; `undefined` where there is none. */
export function placeFileSize(path: string): number | undefined {
  return zipped(path)?.size ?? sizeAt(path);
}

/** Whether there is such a file, on disk or in a zip. */
export function isPlaceFile(path: string): boolean {
  return zipped(path) !== undefined || sizeAt(path) !== undefined;
}
