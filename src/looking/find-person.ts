import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import { perceptualHash } from "../../filters/index.ts";
import { type RunAt, withRun } from "../actions/open-run.ts";
import { sha256Of } from "../digest/sha256.ts";
import { comparableUrl } from "../harm/url.ts";
import { appendRecords } from "../process/append.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { intoRun } from "../process/stand-in.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { blindSpots } from "./blind-spots.ts";
import { type FoundHow, type FoundPair, nearInMeaning } from "./near-text.ts";

/** What somebody asks about: one thing. */
export interface PersonWish {
  /** A picture's file. */
  readonly image?: string;
  readonly url?: string;
  readonly domain?: string;
  readonly text?: string;
}

/** What was found, and the record of the request. */
export interface PersonFound {
  readonly request: FindRequest;
  readonly pairs: readonly FoundPair[];
  /** What could not be looked at, and so may hide more, a line each. */
  readonly blind: readonly string[];
  /** The file that the request is recorded in. */
  readonly recorded: string;
}

/** A line of `requests.jsonl`: that somebody asked, and what came of it; what was asked about is kept as a digest. */
export interface FindRequest {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly kind: keyof PersonWish;
  /** SHA-256 of the picture's bytes or of the text, hexadecimal. */
  readonly asked: string;
  readonly fingerprint: string | null;
  readonly found: Readonly<Record<FoundHow, number>>;
}

/** Where a run keeps who was looked for. */
const REQUESTS = "requests.jsonl";

/** Bits of 64 up to which two pictures are near. */
const NEAR_BITS = 8;

/**
 * Answers "am I in it?": pairs of a run whose picture, address or caption is what was asked about. The request is
 * written into the run, or, of one in object storage, beside where runs lie.
 * @throws CliError (exit code 2): not one thing asked about, no run, a picture that cannot be read
 */
export function findPerson(
  at: RunAt,
  wish: PersonWish,
  { by, now, signal }: { readonly by: string; readonly now: () => Date; readonly signal: AbortSignal },
): Promise<PersonFound> {
  const kind = kindOf(wish);
  return withRun(at, async (run) => {
    const { asked, pairs } = await finders[kind](run, String(wish[kind]), signal);
    const found = { exact: 0, near: 0, meaning: 0 };
    for (const { how } of pairs) found[how]++;
    const { fingerprint } = run.run;
    const request = { at: now().toISOString(), by, kind, asked, fingerprint, found };
    const recorded = intoRun(at.folder, REQUESTS);
    await mkdir(dirname(recorded), { recursive: true });
    await appendRecords(recorded, [request], 0o666);
    return { request, pairs, blind: await blindSpots(run, kind), recorded };
  });
}

function kindOf(wish: PersonWish): keyof PersonWish {
  const kinds = (["image", "url", "domain", "text"] as const).filter((kind) => wish[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw new CliError(
      `Cannot find: wanted one of --image, --url, --domain and --text, got ${kinds.length === 0 ? "none" : kinds.map((one) => `--${one}`).join(" and ")}`,
      { exitCode: 2 },
    );
  return kind;
}

type Finder = (
  run: DecidedRun,
  asked: string,
  signal: AbortSignal,
) => Promise<{ readonly asked: string; readonly pairs: readonly FoundPair[] }>;

const finders: Readonly<Record<keyof PersonWish, Finder>> = {
  async image({ query, columns }, path) {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new CliError(`Cannot read "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
    });
    const { pixels, error } = await decodeImage(bytes);
    if (pixels === undefined)
      throw new CliError(`Cannot look for "${path}": ${error ?? "it is no picture"}`, { exitCode: 2 });
    const hash = columns.some(({ name }) => name === "phash") ? perceptualHash(pixels) : null;
    const bits =
      hash === null ? "NULL" : `bit_count(xor(CAST('0x' || phash AS UBIGINT), CAST('0x${hash}' AS UBIGINT)))`;
    const sha256 = sha256Of(bytes);
    const pairs = await query.rows<FoundPair>(
      `SELECT key, CASE WHEN same THEN 'exact' ELSE 'near' END AS how, CASE WHEN same THEN 0 ELSE bits END AS measure
       FROM (SELECT *, coalesce(sha256 = $1, false) AS same, (${bits})::INTEGER AS bits FROM scores)
       WHERE same OR bits <= ${NEAR_BITS} ORDER BY same DESC, bits, shard, row`,
      [sha256],
    );
    return { asked: sha256, pairs };
  },
  async url({ query }, url) {
    const wanted = comparableUrl(url);
    if (wanted === null)
      throw new CliError(`Cannot look for URL "${url}": wanted http:// or https://`, { exitCode: 2 });
    const [place = ""] = wanted.split("?");
    const rows = await query.rows<{ key: string; url: string }>(
      "SELECT key, url FROM scores WHERE contains(lower(url), lower($1)) ORDER BY shard, row",
      [place],
    );
    const pairs = rows.flatMap(({ key, url: stored }): readonly FoundPair[] => {
      const own = comparableUrl(stored);
      if (own === wanted) return [{ key, how: "exact", measure: null }];
      return own?.split("?")[0] === place ? [{ key, how: "near", measure: null }] : [];
    });
    return { asked: digestOf(wanted), pairs };
  },
  async domain({ query }, domain) {
    const host = domain
      .toLowerCase()
      .replace(/^(?:https?:\/\/)?(?:www\.)?/u, "")
      .replace(/[/:].*$/u, "");
    if (!/^[^\s.]+(?:\.[^\s.]+)+$/u.test(host))
      throw new CliError(`Cannot look for domain "${domain}": wanted a name as example.org`, { exitCode: 2 });
    const pairs = await query.rows<FoundPair>(
      `SELECT key, 'exact' AS how, NULL AS measure FROM
        (SELECT key, shard, row, regexp_extract(lower(url), '^https?://(?:[^/@]*@)?([^/:?#]+)', 1) AS host FROM scores)
       WHERE host = $1 OR ends_with(host, '.' || $1) ORDER BY shard, row`,
      [host],
    );
    return { asked: digestOf(host), pairs };
  },
  async text(run, text, signal) {
    const words = text.normalize("NFC").toLowerCase().replace(/\s+/gu, " ").trim();
    if (words === "") throw new CliError("Cannot look for a text: wanted words, got none", { exitCode: 2 });
    const folded = "trim(regexp_replace(lower(nfc_normalize(caption)), '\\s+', ' ', 'g'))";
    const same = await run.query.rows<FoundPair>(
      `SELECT key, CASE WHEN folded = $1 THEN 'exact' ELSE 'near' END AS how, NULL AS measure
       FROM (SELECT key, shard, row, ${folded} AS folded FROM scores)
       WHERE contains(folded, $1) ORDER BY folded <> $1, shard, row`,
      [words],
    );
    const known = new Set(same.map(({ key }) => key));
    const alike = (await nearInMeaning(run, text, signal)).filter(({ key }) => !known.has(key));
    return { asked: digestOf(words), pairs: [...same, ...alike] };
  },
};

function digestOf(text: string): string {
  return sha256Of(Buffer.from(text));
}
