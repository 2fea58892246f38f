import { inLanes, trafficSoFar } from "../../../datasets/index.ts";
import type { Context } from "../../process/events.ts";
import { type BookFile, LANES } from "./book.ts";

/** A file that is carried. */
type Carried = Pick<BookFile, "path" | "bytes">;

/** Milliseconds between two words of progress. */
const SAID_EVERY = 500;

/**
 * Carries files, a few at a time, and says how many bytes of all are through.
 * @param carry one file; it tells of bytes as they go, and whether the file was there before
 * @returns of the files, those that were there before
 */
export async function transfer<T extends Carried>(
  files: readonly T[],
  { emit, now, signal }: Context,
  carry: (file: T, onBytes: (bytes: number) => void, signal: AbortSignal) => Promise<boolean>,
): Promise<number> {
  const before = trafficSoFar().retries;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const through = new Map<string, number>();
  const began = now().getTime();
  let [done, there, bytes, said] = [0, 0, 0, 0];
  const say = () => {
    said = now().getTime();
    const retries = trafficSoFar().retries - before;
    const counts = { files: done, filesOf: files.length, bytes, bytesOf: total, retries };
    emit({ type: "transfer", ...counts, seconds: Math.max(0, said - began) / 1000 });
  };
  const stop = new AbortController();
  const own = AbortSignal.any([signal, stop.signal]);
  const one = async (file: T) => {
    // A file that is tried again, or read once more, counts once.
    const reach = (to: number) => {
      const at = through.get(file.path) ?? 0;
      through.set(file.path, Math.max(at, Math.min(to, file.bytes)));
      bytes += (through.get(file.path) ?? 0) - at;
      if (now().getTime() - said >= SAID_EVERY) say();
    };
    let went = 0;
    const onBytes = (more: number) => {
      went += more;
      reach(went);
    };
    if (await carry(file, onBytes, own)) there++;
    done++;
    reach(file.bytes);
  };
  say();
  // Of one that fails the others end early, and are waited for: each takes away what it has half sent.
  await inLanes(files, LANES, (file) =>
    one(file).catch((cause: unknown) => {
      stop.abort(cause);
      throw cause;
    }),
  );
  say();
  return there;
}
