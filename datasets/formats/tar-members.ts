import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

/** A larger member is streamed past, not kept: no photograph is this big, and a bomb must not fill memory. */
export const MAX_MEMBER_BYTES = 100 * 2 ** 20;

/** A regular file in an archive; `bytes` is absent when it is too large to keep or the archive ends inside it. */
export interface Member {
  readonly name: string;
  /** Position among all entries, from 0: something to call a member by whose name cannot be shown. */
  readonly index: number;
  readonly size: number;
  readonly bytes?: Uint8Array;
  /** Whether the archive ended before the member did. */
  readonly torn: boolean;
}

/** The end of a reading that went wrong; what came before still counts. */
export interface TornArchive {
  readonly broken: string;
}

/**
 * Reads a tar, gzipped or not (USTAR, PAX, GNU), one member at a time: folders and links are passed over.
 * A damaged archive ends with {@link TornArchive} instead of an exception.
 */
export async function* readMembers(path: string, signal: AbortSignal): AsyncGenerator<Member | TornArchive> {
  const file = createReadStream(path, { signal });
  const archive = extract();
  const gzipped = /\.(tgz|gz)$/u.test(path);
  const source = gzipped ? pipeline(file, createGunzip(), ignore) : file;
  // Errors of every stage reach the loop below through the archive.
  const stream = Readable.from(source).on("error", (error) => archive.destroy(error));
  pipeline(stream, archive as unknown as NodeJS.WritableStream, ignore);
  let index = -1;
  try {
    for await (const entry of archive) {
      index++;
      const { name, type, size = 0 } = entry.header;
      if (type !== "file" && type !== "contiguous-file") {
        entry.resume();
        continue;
      }
      yield await readMember(entry as unknown as Entry, { name, index, size });
    }
  } catch (error) {
    signal.throwIfAborted();
    yield { broken: `${explain(error)} after ${index + 1} entries, near byte ${file.bytesRead}` };
  }
}

/** What tar-stream hands out: its own types say `unknown`. */
type Entry = AsyncIterable<Uint8Array> & { resume(): void };

function ignore(): void {}

async function readMember(
  entry: Entry,
  member: Omit<Member, "torn" | "bytes">,
): Promise<Member> {
  if (member.size > MAX_MEMBER_BYTES) {
    entry.resume();
    return { ...member, torn: false };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of entry) {
      chunks.push(chunk);
      length += chunk.length;
    }
  } catch {
    return { ...member, torn: true };
  }
  return length < member.size
    ? { ...member, torn: true }
    : { ...member, bytes: Buffer.concat(chunks), torn: false };
}

/** The library's words, as a person would put them. */
function explain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/unexpected end/iu.test(text)) return "the archive is cut short";
  if (/invalid tar header/iu.test(text)) return "this is no tar archive, or it is damaged";
  if (/incorrect header check|invalid (block|stored|distance|code)/iu.test(text))
    return "the gzip data is damaged";
  return text.split("\n", 1)[0] ?? "unknown error";
}
