import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { count, counted } from "../process/figures.ts";
import type { ListFacts } from "../run/denied.ts";
import { comparableUrl } from "./url.ts";

/** What an entry of a list is compared with. */
export type HarmKind = keyof ListFacts["entries"];

/** One entry: a hash in lower case, or a URL as it is compared. */
interface Entry {
  readonly kind: HarmKind;
  readonly value: string;
}

/** A list of known harm, read. */
export interface HarmList {
  readonly facts: ListFacts;
  readonly entries: readonly Entry[];
  /** Lines that say nothing, a line each; what stands in them is never quoted. */
  readonly troubles: readonly string[];
}

/** Bad lines that are named one by one. */
const NAMED = 20;
/** PDQ hashes of a lower quality are no evidence; the same bound that is asked of pictures. */
const QUALITY = 50;

const BY_LENGTH: Readonly<Record<number, readonly HarmKind[]>> = {
  32: ["md5"],
  40: ["sha1"],
  // Both are of 256 bits: a list that does not say which is held against both.
  64: ["sha256", "pdq"],
};

/**
 * Reads a list of known harm: a hash or a URL a line, `#` before remarks. MD5, SHA-1 and SHA-256 are known by their
 * length; `pdq:`, `sha256:` and the like before a hash say it; `HASH,QUALITY` is a PDQ hash.
 * @throws CliError (exit code 2) where it cannot be read, or no line of it is one
 */
export async function readHarmList(path: string): Promise<HarmList> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new CliError(`Cannot read hash list "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  });
  const name = basename(path);
  const entries: Entry[] = [];
  const bad: string[] = [];
  const counts = { md5: 0, sha1: 0, sha256: 0, pdq: 0, url: 0 };
  let lines = 0;
  for (const [i, text] of new TextDecoder().decode(bytes).split(/\r?\n/u).entries()) {
    const line = text.trim();
    if (line === "" || line.startsWith("#")) continue;
    const found = entriesOf(line);
    if (typeof found === "string") bad.push(`hash list "${name}", line ${i + 1}: ${found}`);
    else {
      lines++;
      entries.push(...found);
      for (const { kind } of found) counts[kind]++;
    }
  }
  if (lines === 0)
    throw new CliError(
      `Cannot read hash list "${path}": wanted MD5, SHA-1, SHA-256 or PDQ hashes or URLs, a line each, got none${bad.length > 0 ? ` in ${counted(bad.length, "line")}` : ""}`,
      { exitCode: 2 },
    );
  const more = bad.length - NAMED;
  return {
    facts: { name, sha256: sha256Of(bytes), lines, unusable: bad.length, entries: counts },
    entries,
    troubles: [
      ...bad.slice(0, NAMED),
      ...(more > 0 ? [`hash list "${name}": ${counted(more, "more line")} are none`] : []),
    ],
  };
}

/** What a line says, or what it lacks; its text is not quoted, since it may be harm's address. */
function entriesOf(line: string): readonly Entry[] | string {
  const [, prefix, rest = ""] = /^(md5|sha-?1|sha-?256|pdq|url)\s*[:=]\s*(.+)$/iu.exec(line) ?? [];
  if (prefix?.toLowerCase() === "url" || /^https?:\/\//iu.test(line)) {
    const value = comparableUrl(prefix === undefined ? line : rest);
    return value === null ? "wanted a URL, got none that can be read" : [{ kind: "url", value }];
  }
  const [hash = "", quality, ...others] = (prefix === undefined ? line : rest)
    .split(/[,;\s]+/u)
    .map((part) => part.toLowerCase());
  const kinds = prefix === undefined ? BY_LENGTH[hash.length] : [kindOf(prefix)];
  if (!/^[0-9a-f]+$/u.test(hash) || others.length > 0 || kinds === undefined)
    return `wanted a hash of 32, 40 or 64 hexadecimal digits or a URL, got ${count(line.length)} characters`;
  if (!kinds.every((kind) => BY_LENGTH[hash.length]?.includes(kind)))
    return `wanted ${prefix?.toLowerCase()}, got ${hash.length} digits`;
  if (quality === undefined) return kinds.map((kind) => ({ kind, value: hash }));
  if (!kinds.includes("pdq") || !/^\d+$/u.test(quality)) return "wanted a hash alone, got more behind it";
  if (Number(quality) < QUALITY) return `wanted a PDQ hash of quality ${QUALITY} or more, got ${quality}`;
  return [{ kind: "pdq", value: hash }];
}

function kindOf(prefix: string): HarmKind {
  return prefix.toLowerCase().replace("-", "") as HarmKind;
}
