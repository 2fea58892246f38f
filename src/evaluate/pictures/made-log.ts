import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { openAppend } from "../../process/append.ts";
import { writeWhole } from "../../process/files.ts";
import { type Seen, seenOf, storedOf } from "./descriptors.ts";

/** What was measured of pictures that are made already; the pictures themselves are nowhere. */
export interface MadeLog {
  /** The measures of a prompt's picture, null where it was refused; undefined where it is still to make. */
  get(prompt: string, index: number): Seen | null | undefined;
  put(prompt: string, index: number, seen: Seen | null): Promise<void>;
  close(): Promise<void>;
  /** Forgets everything, once the evaluation is written. */
  remove(): Promise<void>;
}

/**
 * Opens `measured.jsonl` in the evaluation's folder, so that an evaluation that was broken off goes on. What it holds
 * of other weights, seeds or instruments is dropped.
 * @param identity all that a picture's measures depend on, beside prompt and index
 */
export async function openMadeLog(folder: string, identity: unknown): Promise<MadeLog> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "measured.jsonl");
  const head = JSON.stringify(identity);
  const [first, ...lines] = existsSync(path) ? (await readFile(path, "utf8")).split("\n") : [];
  const known = new Map<string, Seen | null>();
  if (first === head)
    for (const line of lines) {
      const read = parse(line);
      if (read !== undefined) known.set(keyOf(read.prompt, read.index), read.seen);
    }
  else await writeWhole(path, `${head}\n`);
  const file = await openAppend(path);
  return {
    get: (prompt, index) => known.get(keyOf(prompt, index)),
    async put(prompt, index, seen) {
      known.set(keyOf(prompt, index), seen);
      await file.append({ prompt, index, seen: seen && storedOf(seen) });
    },
    close: () => file.close(),
    remove: () => rm(path, { force: true }),
  };
}

const keyOf = (prompt: string, index: number) => `${index}\n${prompt}`;

/** A whole line; a torn one, as a crash leaves it, is none. */
function parse(line: string) {
  try {
    const { prompt, index, seen } = JSON.parse(line);
    return { prompt: String(prompt), index: Number(index), seen: seen && seenOf(seen) };
  } catch {
    return undefined;
  }
}
