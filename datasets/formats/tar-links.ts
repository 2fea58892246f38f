import { leadsOut } from "../leads-out.ts";
import { oneLine, quoted } from "../one-line.ts";
import { isPacked } from "../packing/unpacked.ts";
import { canSeek, streamAt } from "../store/bytes.ts";
import { placeOf } from "./member-place.ts";

/** What is remembered of a packed tar, or of another machine's: the bytes of its last members. */
const KEPT_BYTES = 32 * 2 ** 20;
/** What is remembered of a plain tar here: where its members lie, about a million of them. */
const NAMED_BYTES = 128 * 2 ** 20;
/** What one entry costs beside its name. */
const ENTRY_BYTES = 96;

/** Up to here all links of an archive together may stand for whatever they like. */
const FREE_BYTES = 2 ** 30;
/** Beyond that, for this many times what was read of it: each takes a kilobyte, and stands for up to 100 MB. */
const MOST_TIMES = 250;

interface Target {
  readonly stem: string;
  readonly at: number;
  readonly size: number;
  readonly bytes?: Uint8Array;
  /** The file that it is, where this is a link. */
  readonly file?: string;
  readonly weight: number;
}

/** A link's bytes, or why there are none. */
export type Linked = { readonly bytes: Uint8Array } | { readonly problem: string };

/** The files of a tar that hard links further down may name. */
export interface Links {
  /** Says that bytes do not lie where the archive's reader counts them: they are kept from here on. */
  shifted(): void;
  /** Whether what lies where its reader counts it can be read there again. */
  canEnter(): boolean;
  /** @param at byte of the archive, unpacked, at which the file begins */
  note(name: string, at: number, bytes: Uint8Array): void;
  /**
   * @param name the link's own, which is from then on a file's, too
   * @param before bytes of the archive, unpacked, that were read until here
   */
  follow(name: string, target: string, before: number, signal: AbortSignal): Promise<Linked>;
}

/** Remembers a tar's files in bounded memory: by their places where it can be entered there, else the last ones' bytes. */
export async function createLinks(path: string): Promise<Links> {
  let canEnter = canSeek(path) && !(await isPacked(path));
  const targets = new Map<string, Target>();
  let [held, followed, isForgetful] = [0, 0, false];

  function forget(name: string): void {
    held -= targets.get(name)?.weight ?? 0;
    targets.delete(name);
  }

  function put(name: string, target: Omit<Target, "weight" | "stem">): void {
    forget(name);
    const { stem } = placeOf(name);
    const weight = name.length + ENTRY_BYTES + (target.bytes?.length ?? 0);
    targets.set(name, { ...target, stem, weight });
    held += weight;
    for (const [oldest, { stem: other }] of targets) {
      // What is of the same pair is held by the pair anyway.
      if (held <= (canEnter ? NAMED_BYTES : KEPT_BYTES) || other === stem) break;
      forget(oldest);
      isForgetful = true;
    }
  }

  async function bytesOf({ at, size, bytes }: Target, signal: AbortSignal): Promise<Uint8Array> {
    if (bytes !== undefined || size === 0) return bytes ?? new Uint8Array();
    const chunks: Uint8Array[] = [];
    for await (const chunk of streamAt(path, signal, { start: at, end: at + size })) chunks.push(chunk);
    const read = Buffer.concat(chunks);
    if (read.length < size) throw new Error("the archive has changed");
    return read;
  }

  return {
    shifted() {
      if (!canEnter) return;
      canEnter = false;
      // Those before it may have been counted behind it already.
      isForgetful ||= targets.size > 0;
      targets.clear();
      held = 0;
    },
    canEnter: () => canEnter,
    note: (name, at, bytes) => put(plain(name), { at, size: bytes.length, ...(canEnter ? {} : { bytes }) }),
    async follow(name, to, before, signal) {
      const why = (reason: string) => ({
        problem: `wanted a file, got a hard link to ${quoted(to)}, ${reason}`,
      });
      if (leadsOut(to)) return why("which leads out of the archive");
      const said = targets.get(plain(to));
      const file = said?.file ?? plain(to);
      const found = targets.get(file);
      // A file that came later under the name is another one.
      const target = found?.at === said?.at ? found : undefined;
      if (target === undefined)
        return why(
          isForgetful
            ? "which is not among the last files before it; unpack the archive, and audit that"
            : "which is no readable file before it in the archive",
        );
      followed += target.size;
      if (followed > FREE_BYTES && followed > before * MOST_TIMES)
        return why("and links of this archive stand for too much already");
      try {
        const bytes = await bytesOf(target, signal);
        put(file, target);
        if (plain(name) !== file) put(plain(name), { at: target.at, size: target.size, file });
        return { bytes };
      } catch (cause) {
        signal.throwIfAborted();
        return why(`which could not be read again: ${oneLine(cause)}`);
      }
    },
  };
}

/** A member's name as links say it, too: `./a.jpg` is `a.jpg`. */
function plain(name: string): string {
  return name.replace(/^(?:\.\/+)+/u, "");
}
