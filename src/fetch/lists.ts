import { createReadStream } from "node:fs";
import { isIP } from "node:net";
import { createInterface } from "node:readline";
import { hashOf, sha256Stream } from "../digest/sha256.ts";
import type { HarmIndex } from "../harm/harm-index.ts";
import { inOneSpelling } from "../harm/url.ts";
import { CliError, oneLine } from "../process/errors.ts";

/** What somebody says must not be fetched: addresses, hosts, hashes. Nothing of it is ever shown. */
export interface AddressList {
  /** SHA-256 of each file it was read from, for the record. */
  readonly digests: readonly string[];
  readonly entries: number;
  /** Lines that are no entry, by their numbers from 1, where such lines do not refuse a list. */
  readonly unusable: readonly { readonly list: string; readonly lines: readonly number[] }[];
  /** Whether an address is on it: as it is written, under the other of http and https, or by its host. */
  hasUrl(url: URL, written?: string): boolean;
  /** Whether bytes are on it, by a hash in hexadecimal digits. */
  hasHash(hash: string): boolean;
}

/** Digits of a hash, by what it is called. */
const DIGITS: Readonly<Record<string, readonly number[]>> = {
  "": [64, 40, 32],
  sha256: [64],
  sha1: [40],
  md5: [32],
  "url-sha256": [64],
  "url-md5": [32],
};
const HOST = /^(?:\*?\.)?(?=.*\p{L})[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+$/u;

/**
 * Reads lists of one entry a line: an address, a host (with what lies below it), a hash of bytes (`sha256:`, `sha1:`,
 * `md5:` or bare), or one of an address (`url-sha256:`, `url-md5:`). `#` begins a comment.
 * @param badLine whether a line that is no entry refuses its list, as it must where a missed entry does harm, or is noted while the others count
 * @throws CliError (exit code 2) that names a line by its number, never by what stands in it; also where no line of a list is an entry
 */
export async function readLists(
  paths: readonly string[],
  badLine: "refuse" | "note" = "refuse",
): Promise<AddressList> {
  const unusable: { readonly list: string; readonly lines: number[] }[] = [];
  const urls = new Set<string>();
  const hosts = new Set<string>();
  const hashes = new Set<string>();
  const hashedUrls = new Set<string>();
  const digests: string[] = [];
  for (const path of paths) {
    const digest = sha256Stream();
    let [number, usable] = [0, 0];
    const lines: number[] = [];
    try {
      const bytes = createReadStream(path).on("data", (chunk) => void digest.update(chunk));
      for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
        number++;
        const entry = line.replace(/(?:^|\s)#.*$/u, "").trim();
        if (entry === "") continue;
        if (add(entry)) usable++;
        else if (badLine === "refuse") throw new CliError(wrong(path, number), { exitCode: 2 });
        else lines.push(number);
      }
    } catch (cause) {
      if (cause instanceof CliError) throw cause;
      throw new CliError(`Cannot read list "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
    }
    if (lines.length > 0 && usable === 0) throw new CliError(wrong(path, lines[0] ?? 1), { exitCode: 2 });
    if (lines.length > 0) unusable.push({ list: path, lines });
    digests.push(digest.digest("hex"));
  }

  function add(entry: string): boolean {
    const [, named, hex = ""] = /^(?:(sha256|sha1|md5|url-sha256|url-md5):)?([0-9a-f]+)$/iu.exec(entry) ?? [];
    const kind = named?.toLowerCase() ?? "";
    if (DIGITS[kind]?.includes(hex.length)) {
      (kind.startsWith("url-") ? hashedUrls : hashes).add(hex.toLowerCase());
      return true;
    }
    const url = /^https?:/iu.test(entry) ? parsed(entry) : undefined;
    if (url !== undefined) urls.add(bare(url));
    else if (HOST.test(entry.toLowerCase()) || isIP(entry)) hosts.add(hostOf(entry));
    else return false;
    return true;
  }

  return {
    digests,
    unusable,
    entries: urls.size + hosts.size + hashes.size + hashedUrls.size,
    hasHash: (hash) => hashes.has(hash.toLowerCase()),
    hasUrl(url, written) {
      if (urls.has(bare(url))) return true;
      if (hosts.size > 0 && hostsAbove(url.hostname).some((host) => hosts.has(host))) return true;
      if (hashedUrls.size === 0) return false;
      return waysOf(url, written).some((text) =>
        (["sha256", "md5"] as const).some((kind) => hashedUrls.has(hashOf(kind, text))),
      );
    },
  };
}

/** A deny list, and with it what lists of known harm say of addresses and of hashes. */
export function withKnownHarm(denied: AddressList, harm: HarmIndex, digests: readonly string[]): AddressList {
  const isKnown = (text: string) => harm.exact({ meta: {}, url: text }, { images: [] }) !== null;
  return {
    ...denied,
    digests: [...denied.digests, ...digests],
    hasHash: (hash) => denied.hasHash(hash) || isKnown(hash),
    hasUrl: (url, written) => denied.hasUrl(url, written) || isKnown(url.href),
  };
}

/** Lines that a message names. */
const NAMED = 5;

/** One line for each list with lines that are no entry. */
export function unusableText({ unusable }: Pick<AddressList, "unusable">): readonly string[] {
  return unusable.map(
    ({ list, lines }) =>
      `${list}: ${lines.length} ${lines.length === 1 ? "line is" : "lines are"} no address, host or hash, and the others count: ${lines.slice(0, NAMED).join(", ")}${lines.length > NAMED ? ", …" : ""}`,
  );
}

function wrong(path: string, line: number): string {
  return `Cannot read list "${path}": line ${line}: wanted an address, a host, or a hash as sha256:…, md5:… or url-sha256:…, got something else`;
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** An address without its scheme and what a server never sees, its escapes in one spelling (RFC 3986, 6.2.2). */
function bare({ host, pathname, search }: URL): string {
  return `${host.replace(/\.(?=:|$)/u, "")}${inOneSpelling(`${pathname}${search}`)}`;
}

/** How who made a list of hashes may have written an address: as the data do, or tidily, under either scheme. */
function waysOf(url: URL, written = url.href): readonly string[] {
  const trimmed = written.trim();
  const tails = [`${url.host}${url.pathname}${url.search}`, bare(url)];
  return [
    ...new Set([
      written,
      trimmed,
      trimmed.replace(/#.*$/su, ""),
      url.href,
      ...tails.flatMap((tail) => [`http://${tail}`, `https://${tail}`]),
    ]),
  ];
}

function hostOf(entry: string): string {
  const host = entry.toLowerCase().replace(/^\*?\./u, "");
  return parsed(`http://${isIP(host) === 6 ? `[${host}]` : host}/`)?.hostname ?? host;
}

/** A host, and each domain that it lies below. */
function hostsAbove(host: string): readonly string[] {
  const labels = host.replace(/\.$/u, "").split(".");
  return labels.map((_, i) => labels.slice(i).join("."));
}
