import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readMembers } from "../formats/tar-members.ts";
import { leadsOut } from "../leads-out.ts";
import { quoted } from "../one-line.ts";
import { isPacked, unpacked } from "../packing/unpacked.ts";
import { scratchFolder } from "../scratch.ts";
import { insideName, isHidden, type ZipDirectory, type ZipEntry } from "./archive.ts";

/** A packed tar is put down unpacked, since it cannot be entered in the middle: up to so many bytes. */
const MAX_UNPACKED = 8 * 2 ** 30;

/** Reads through a tar on this machine once, for where its files stand. @throws Error with one line, where nothing of it can be read */
export async function readTarDirectory(path: string): Promise<ZipDirectory> {
  const { signal } = new AbortController();
  const file = (await isPacked(path)) ? await unpackedBeside(path, signal) : path;
  const entries = new Map<string, ZipEntry>();
  const troubles: string[] = [];
  let again = 0;
  for await (const member of readMembers(file, signal)) {
    if ("broken" in member) {
      troubles.push(`Cannot read all of it: ${member.broken}`);
      continue;
    }
    const name = insideName(member.name);
    if (isHidden(name)) continue;
    // Who unpacks it has the last of a name.
    if (entries.has(name)) again++;
    const size = "bytes" in member ? member.bytes.length : 0;
    const problem = problemOf(member);
    entries.set(name, {
      name,
      size,
      packedSize: size,
      method: 0,
      offset: member.at ?? 0,
      ...(problem === undefined ? {} : { problem }),
    });
  }
  if (again > 0)
    troubles.push(
      `Cannot read ${again === 1 ? "1 file" : `${again} files`} of it: others of the same name come behind`,
    );
  return { entries, troubles, ...(file === path ? {} : { file }) };
}

function problemOf(member: { readonly name: string; readonly at?: number } & object): string | undefined {
  if (leadsOut(member.name)) return `${quoted(member.name)} leads out of the archive`;
  if ("problem" in member) return String(member.problem);
  return member.at === undefined
    ? "wanted a file as it is, got a link, or a file behind a sparse one; unpack the archive, and audit that"
    : undefined;
}

async function unpackedBeside(path: string, signal: AbortSignal): Promise<string> {
  const file = join(scratchFolder("tar-"), "unpacked.tar");
  let bytes = 0;
  await pipeline(
    unpacked(path, signal),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > MAX_UNPACKED)
          throw new Error(`wanted at most ${MAX_UNPACKED} bytes unpacked; unpack it, and audit that folder`);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return file;
}
