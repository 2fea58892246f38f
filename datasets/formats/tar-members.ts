import { pipeline, type Writable } from "node:stream";
import { extract } from "tar-stream";
import { oneLine } from "../one-line.ts";
import { BadPacking, unpacked } from "../packing/unpacked.ts";
import { createTail } from "./tar-end.ts";
import { createLinks } from "./tar-links.ts";
import { withHolesFilled } from "./tar-sparse.ts";

/** A larger member is streamed past, not kept: no photograph is this big, and a bomb must not fill memory. */
const MAX_MEMBER_BYTES = 100 * 2 ** 20;
const BLOCK = 512;
/** Tars older than USTAR have no magic word, but their checksums must hold. */
const options: object = { allowUnknownFormat: true };

/** A file in an archive: its bytes, or why there are none. */
export type Member = {
  readonly name: string;
  /** The tar inside of the tar that it lies in, where it is in one. */
  readonly within?: string;
  /** Byte at which it begins, of a plain tar on this machine, where its bytes stand in it as they are. */
  readonly at?: number;
} & ({ readonly bytes: Uint8Array } | { readonly problem: string });

/** The archive's end, when it is not as it should be; what came before still counts. */
export interface BrokenArchive {
  readonly broken: string;
  /** Whether members may have been lost. */
  readonly cut: boolean;
}

/**
 * Reads a tar (V7, USTAR, PAX, GNU), packed or not, one member at a time; folders are passed over, a hard link to
 * a file before it is that file's bytes, other links and the like are members that cannot be read. A damaged archive ends with {@link BrokenArchive}, not with an exception.
 */
export async function* readMembers(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Member | BrokenArchive> {
  const archive = extract(options);
  // The iterator must listen before the first error can come.
  const entries = archive[Symbol.asyncIterator]() as unknown as AsyncIterableIterator<Entry>;
  const tail = createTail();
  let end = 0;
  try {
    const links = await createLinks(path);
    // Errors come out of the archive's iterator.
    pipeline(
      unpacked(path, signal),
      (chunks: AsyncIterable<Uint8Array>) => withHolesFilled(chunks, links.shifted),
      tail.watch,
      archive as unknown as Writable,
      () => undefined,
    );
    for await (const entry of entries) {
      const { header } = entry;
      const { type, size = 0 } = header;
      const sparse = sparseName(header.pax);
      if (sparse !== undefined) {
        entry.resume();
        yield { name: sparse, problem: "wanted a whole file, got a sparse one; pack it without --sparse" };
      } else if (type === "file" || type === "contiguous-file") {
        const member = await readMember(entry, size);
        if ("bytes" in member) links.note(member.name, header.byteOffset, member.bytes);
        yield links.canEnter() ? { ...member, at: header.byteOffset } : member;
      } else if (type === "link" && header.linkname) {
        entry.resume();
        const { name, linkname, byteOffset } = header;
        yield { name, ...(await links.follow(name, linkname, byteOffset, signal)) };
      } else {
        entry.resume();
        if (type !== "directory")
          yield { name: header.name, problem: `wanted a file, got a ${type ?? "member of unknown type"}` };
      }
      end = header.byteOffset + Math.ceil(size / BLOCK) * BLOCK;
      tail.forgetBefore(end);
    }
    signal.throwIfAborted();
    // A last member's own zeros are no mark.
    if (tail.hasMark(end) && !tail.isZero()) yield { broken: junk(end), cut: false };
    else if (!tail.isZero() || tail.length < end + BLOCK)
      yield { broken: `no end-of-archive mark at byte ${tail.length}: it may have been cut`, cut: true };
  } catch (error) {
    signal.throwIfAborted();
    if (tail.hasMark(end) && !(error instanceof BadPacking)) yield { broken: junk(end), cut: false };
    else yield { broken: `${explain(error)}; readable up to byte ${end}`, cut: true };
  }
}

/** What tar-stream hands out, more exactly than its types say. */
type Entry = AsyncIterable<Uint8Array> & {
  readonly header: {
    readonly name: string;
    readonly type?: string | null;
    readonly size?: number;
    readonly linkname?: string | null;
    readonly byteOffset: number;
    readonly pax?: Readonly<Record<string, string>> | null;
  };
  resume(): void;
};

function junk(end: number): string {
  return `what stands behind its end mark is no tar; readable up to byte ${end}`;
}

/** The name of a file that GNU tar stored with its holes left out: the member's own name and bytes are not the file's. */
function sparseName(pax: Entry["header"]["pax"]): string | undefined {
  return pax?.["GNU.sparse.name"];
}

async function readMember(entry: Entry, size: number): Promise<Member> {
  const { name } = entry.header;
  if (size > MAX_MEMBER_BYTES) {
    entry.resume();
    return { name, problem: `wanted at most ${MAX_MEMBER_BYTES} bytes, got ${size}` };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of entry) {
      chunks.push(chunk);
      length += chunk.length;
    }
  } catch {
    return { name, problem: `wanted ${size} bytes, got ${length}: the archive ends here` };
  }
  if (length < size) return { name, problem: `wanted ${size} bytes, got ${length}: the archive ends here` };
  return { name, bytes: Buffer.concat(chunks, length) };
}

/** The library's words, as a person would put them. */
function explain(error: unknown): string {
  const text = oneLine(error);
  if (/unexpected end/i.test(text)) return "the archive is cut short";
  if (/invalid tar header|invalid header|header exceeds/i.test(text))
    return "this is no tar archive, or it is damaged";
  return text;
}
