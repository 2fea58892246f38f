import { oneLine } from "../one-line.ts";
import { follow } from "./follow.ts";
import { isFinal } from "./http-bytes.ts";
import type { HubAccess } from "./hub-access.ts";
import { COMMIT } from "./hub-address.ts";
import { isPassing, pause, pauseBefore, TRIES } from "./patience.ts";
import { isSafeKey, type ObjectFacts, StoreError } from "./store.ts";
import { count } from "./traffic.ts";
import type { WebAnswer } from "./web.ts";

/** The most bytes of an answer that is JSON: a page of a listing has a thousand files. */
const MOST_JSON = 16 * 2 ** 20;
/** Files that one question names. */
const NAMES = 500;
/** Pages of one listing. */
const MOST_PAGES = 10_000;

/** What the hub says of a name. */
export type HubEntry = ObjectFacts & { readonly isFolder: boolean };

/** The commit that a branch, tag or commit of a dataset stands at. @throws StoreError in one line */
export async function commitOf(
  access: HubAccess,
  repo: string,
  revision: string,
  signal?: AbortSignal,
): Promise<string> {
  const { value } = await json(
    access,
    repo,
    `/api/datasets/${repo}/revision/${encodeURIComponent(revision)}`,
    signal,
  );
  const sha = field(value, "sha");
  if (typeof sha === "string" && COMMIT.test(sha)) return sha;
  throw new StoreError(`Cannot open "${repo}": the hub named no commit for ${revision}`);
}

/**
 * Whether the hub says of a token that it may read alone. It says a token's role, and of a finely grained one what it
 * may do where; of what it does not say (a token of an application, a hub that does not know the question) nothing is
 * known, and the commit is left to tell.
 */
export async function mayOnlyRead({ endpoint, token }: HubAccess, signal?: AbortSignal): Promise<boolean> {
  if (token === undefined) return false;
  try {
    count("requests");
    const own = { authorization: `Bearer ${token}` };
    const { answer } = await follow(new URL(`${endpoint}/api/whoami-v2`), {}, own, { signal });
    if (answer.status === 200) return isReader(JSON.parse(await textOf(answer)));
    answer.discard();
  } catch {
    signal?.throwIfAborted();
  }
  return false;
}

function isReader(value: unknown): boolean {
  const token = field(field(value, "auth"), "accessToken");
  const role = field(token, "role");
  if (role !== "fineGrained") return role === "read";
  const grains = field(token, "fineGrained");
  const scoped = field(grains, "scoped");
  if (!Array.isArray(scoped)) return false;
  const rights = [field(grains, "global"), ...scoped.map((one: unknown) => field(one, "permissions"))].flat();
  return !rights.some((right) => typeof right === "string" && /^repo\b.*\bwrite$/u.test(right));
}

/** Everything below a folder of a commit. */
export async function* treeOf(
  access: HubAccess,
  repo: string,
  commit: string,
  folder: string,
  signal?: AbortSignal,
): AsyncGenerator<HubEntry> {
  const below = folder === "" ? "" : `/${folder.split("/").map(encodeURIComponent).join("/")}`;
  let path: string | undefined =
    `/api/datasets/${repo}/tree/${commit}${below}?recursive=true&expand=false&limit=1000`;
  for (let page = 0; path !== undefined && page < MOST_PAGES; page++) {
    const { value, next }: Page = await json(access, repo, path, signal);
    yield* entriesIn(value);
    path = next;
  }
}

/** What the hub says of some names; those that are not there are left out. */
export async function namesOf(
  access: HubAccess,
  repo: string,
  commit: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly HubEntry[]> {
  const found: HubEntry[] = [];
  for (let at = 0; at < names.length; at += NAMES) {
    const body = JSON.stringify({ paths: names.slice(at, at + NAMES), expand: false });
    const { value } = await json(access, repo, `/api/datasets/${repo}/paths-info/${commit}`, signal, body);
    found.push(...entriesIn(value));
  }
  return found;
}

/** Why the hub says no, in words. */
export function hubRefusal(repo: string, answer: Pick<WebAnswer, "status" | "header">): string {
  const { status } = answer;
  const code = answer.header("x-error-code");
  if (code === "GatedRepo" || status === 401 || status === 403)
    return `the hub refuses it (${status}); accept the terms of ${repo} there if it is gated, and set HF_TOKEN to a token that is valid`;
  if (code === "RevisionNotFound")
    return `the hub has no such revision of ${repo}: it is gone, or was never there`;
  if (status === 404) return `the hub has no dataset ${repo}, or no such file or revision of it (404)`;
  return `the hub answered ${status}`;
}

interface Page {
  readonly value: unknown;
  readonly next: string | undefined;
}

async function json(
  { endpoint, token }: HubAccess,
  repo: string,
  path: string,
  signal?: AbortSignal,
  body?: string,
): Promise<Page> {
  const own = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const request = { ...(body === undefined ? {} : { method: "POST" as const, body }), signal };
  for (let failures = 0; ; ) {
    let reason: string;
    let answer: WebAnswer | undefined;
    try {
      count("requests");
      answer = (await follow(new URL(`${endpoint}${path}`), type, own, request)).answer;
      if (answer.status === 200) {
        const value: unknown = JSON.parse(await textOf(answer));
        return { value, next: nextPage(answer.header("link"), endpoint) };
      }
      answer.discard();
      if (!isPassing(answer.status))
        throw new StoreError(`Cannot open "hf://datasets/${repo}": ${hubRefusal(repo, answer)}`);
      reason = `the hub answered ${answer.status}`;
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof StoreError) throw cause;
      // A page of words may stand there (a proxy's, a login's): none of them is repeated.
      const isPage = cause instanceof SyntaxError;
      reason = `${isPage ? "wanted JSON, got something else" : oneLine(cause)}; check the network and HF_ENDPOINT`;
      if (isPage || isFinal(cause)) failures = TRIES;
    }
    if (++failures >= TRIES) throw new StoreError(`Cannot open "hf://datasets/${repo}": ${reason}`);
    count("retries");
    await pause(pauseBefore(failures, answer), signal);
  }
}

async function textOf(answer: WebAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    count("bytes", chunk.length);
    if (bytes > MOST_JSON)
      throw new StoreError(
        `Cannot ask the hub: its answer is longer than ${MOST_JSON} bytes; check HF_ENDPOINT`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Where a listing goes on, on the same hub and nowhere else. */
function nextPage(link: string | undefined, endpoint: string): string | undefined {
  const named = /<([^>]+)>;\s*rel="next"/u.exec(link ?? "")?.[1];
  if (named === undefined) return undefined;
  const { pathname, search } = new URL(named, endpoint);
  const base = new URL(endpoint).pathname.replace(/\/$/u, "");
  return `${pathname.startsWith(base) ? pathname.slice(base.length) : pathname}${search}`;
}

function entriesIn(value: unknown): readonly HubEntry[] {
  if (!Array.isArray(value))
    throw new StoreError("Cannot ask the hub: wanted a list of files, got something else; check HF_ENDPOINT");
  return value.flatMap((one: unknown): readonly HubEntry[] => {
    const [key, size, oid, lfs] = ["path", "size", "oid", "lfs"].map((name) => field(one, name));
    // What a name may do on this machine is decided here, whatever the hub says.
    if (typeof key !== "string" || !isSafeKey(key)) return [];
    const isFolder = field(one, "type") === "directory";
    const sha256 = field(lfs, "oid");
    const stated = typeof sha256 === "string" && /^[0-9a-f]{64}$/u.test(sha256) ? { sha256 } : {};
    const etag = typeof oid === "string" ? { etag: oid } : {};
    const bytes = Number(field(lfs, "size") ?? size ?? 0);
    return Number.isSafeInteger(bytes) && bytes >= 0
      ? [{ key, size: bytes, isFolder, ...etag, ...stated }]
      : [];
  });
}

function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object"
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
