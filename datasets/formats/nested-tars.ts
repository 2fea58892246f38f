import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { oneLine, quoted } from "../one-line.ts";
import type { Trouble } from "../pair.ts";
import { scratchFolder } from "../scratch.ts";
import { placeOf } from "./member-place.ts";
import { type BrokenArchive, type Member, readMembers } from "./tar-members.ts";

/** How names of tars end, plain or packed. */
export const TAR = /\.(tar|tar\.gz|tgz|tar\.zst|tar\.zstd|tzst|tar\.bz2|tbz2?|tar\.xz|txz)$/i;

/** Archives inside of archives inside of archives: deeper ones are members that nobody reads. */
const MOST_DEEP = 3;

/** What a tar gives: its members, its end where that is broken, and what is wrong with a tar inside of it. */
export type TarItem = Member | BrokenArchive | Trouble;

/**
 * The members of a tar, and of the tars in it, as if these were folders that are called as they are, less the ending;
 * one that is of a pair, by its name before the dot, stays a member. A file that cannot even be opened is a broken
 * archive, too.
 */
export async function* readTar(path: string, signal: AbortSignal, depth = 1): AsyncGenerator<TarItem> {
  let archive: (Member & { readonly bytes: Uint8Array }) | undefined;
  let before = "";
  try {
    for await (const member of readMembers(path, signal)) {
      const stem = "broken" in member ? "" : placeOf(member.name).stem;
      if (archive !== undefined) {
        if (placeOf(archive.name).stem === stem) yield archive;
        else yield* unnested(archive, signal, depth);
        archive = undefined;
      }
      const isTar = !("broken" in member) && "bytes" in member && TAR.test(member.name) && stem !== before;
      if (isTar && stem !== "" && depth < MOST_DEEP) archive = member;
      else yield member;
      before = stem;
    }
    if (archive !== undefined) yield* unnested(archive, signal, depth);
  } catch (cause) {
    signal.throwIfAborted();
    yield { broken: oneLine(cause), cut: true };
  }
}

/** The members of a tar in a tar, which is put down to be read as every tar is. */
async function* unnested(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
  depth: number,
): AsyncGenerator<TarItem> {
  const scratch = scratchFolder("tar-");
  const folder = name.replace(TAR, "");
  try {
    await writeFile(join(scratch, "inner.tar"), bytes);
    for await (const item of readTar(join(scratch, "inner.tar"), signal, depth + 1))
      if ("broken" in item) yield { trouble: `Cannot read ${quoted(name)} to its end: ${item.broken}` };
      else yield "trouble" in item ? item : { ...item, name: `${folder}/${item.name}`, within: name };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
