import { leadsOut } from "../leads-out.ts";
import { oneLine, quoted } from "../one-line.ts";

/** A file in a zip, by the archive's directory, or in a tar. */
export interface ZipEntry {
  /** With `/`, less what leads out of the archive. */
  readonly name: string;
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  /** Of a zip alone: what its bytes come to. */
  readonly crc32?: number;
  /** Where its own header stands; in a tar, its bytes. */
  readonly offset: number;
  /** Why it may not or cannot be read. */
  readonly problem?: string;
}

/** The directory of a zip, or of a tar that is read as the folder it unpacks to. */
export interface ZipDirectory {
  /** By name, in stored order, without folders and hidden files. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** What of it is not used, and why. */
  readonly troubles: readonly string[];
  /** Where its files' bytes stand, where that is another file: a packed tar's, unpacked. */
  readonly file?: string;
}

/** A larger file is no photograph and no table that anybody zips. */
const MAX_BYTES = 100 * 2 ** 20;
/** A directory of more files would not fit into memory. */
const MOST_ENTRIES = 4_000_000;
const [ENCRYPTED, LINK] = [0x1, 0o120000];
const [STORED, DEFLATED, BZIP2, ZSTD] = [0, 8, 12, 93];
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a zip's directory, which stands at its end. @throws Error with one line, where it is damaged or cut short */
export async function readDirectory(path: string): Promise<ZipDirectory> {
  const { default: yauzl } = await import("yauzl");
  const entries = new Map<string, ZipEntry>();
  const again: string[] = [];
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
  const zip = await yauzl.openPromise(path, options).catch((cause: unknown) => {
    const text = oneLine(cause);
    throw new Error(/not a zip file/iu.test(text) ? "no zip archive, or one that is cut short" : text, {
      cause,
    });
  });
  try {
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag: flags, fileNameRaw, extraFields } = entry;
      const stored = textOf(fileNameRaw) ?? yauzl.getFileNameLowLevel(flags, fileNameRaw, extraFields, false);
      if (/[\\/]$/u.test(stored)) continue;
      const name = insideName(stored);
      if (isHidden(name)) continue;
      if (entries.has(name)) {
        again.push(name);
        continue;
      }
      if (entries.size >= MOST_ENTRIES) throw new Error(`more than ${MOST_ENTRIES} files`);
      const mode = (entry.externalFileAttributes >>> 16) & 0o170000;
      const problem = leadsOut(stored)
        ? `${quoted(stored)} leads out of the archive`
        : problemOf(
            flags,
            mode,
            entry.compressionMethod,
            Math.max(entry.uncompressedSize, entry.compressedSize),
          );
      entries.set(name, {
        name,
        size: entry.uncompressedSize,
        packedSize: entry.compressedSize,
        method: entry.compressionMethod,
        crc32: entry.crc32,
        offset: entry.relativeOffsetOfLocalHeader,
        ...(problem === undefined ? {} : { problem }),
      });
    }
  } finally {
    zip.close();
  }
  const twice =
    again.length === 0
      ? []
      : [
          `Cannot read ${again.length} of its files: what they are called came before, as ${quoted(again[0] ?? "")}`,
        ];
  return { entries, troubles: twice };
}

/** Whether this reader knows how a file is packed. */
export function isKnownMethod(method: number): method is 0 | 8 | 12 | 93 {
  return [STORED, DEFLATED, BZIP2, ZSTD].includes(method);
}

function problemOf(flags: number, mode: number, method: number, size: number): string | undefined {
  if (flags & ENCRYPTED) return "wanted a file, got an encrypted one; unpack it with its password first";
  if (mode === LINK) return "wanted a file, got a link";
  if (!isKnownMethod(method)) return `wanted deflate, zstd or bzip2, got packing method ${method}`;
  if (size > MAX_BYTES) return `wanted at most ${MAX_BYTES} bytes, got ${size}`;
  return undefined;
}

/** Names that are no UTF-8 are of an old code page; many writers do not say which. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A stored name, with `/`, less what leads out of the archive. */
export function insideName(stored: string): string {
  const bare = leadsOut(stored) ? stored.replace(/^[a-z]:/iu, "") : stored;
  return bare
    .split(/[\\/]+/u)
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}

/** As folders are walked; also what macOS adds. */
export function isHidden(name: string): boolean {
  return name === "" || name.startsWith("__MACOSX/") || name.split("/").some((part) => part.startsWith("."));
}
