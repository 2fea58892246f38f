import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { CommitOperation } from "@huggingface/hub";
import { ForbiddenAddress, publicOnly } from "./addresses.ts";
import { hubStore } from "./hub.ts";
import { type HubAccess, hubAccess, isOffline } from "./hub-access.ts";
import { parseHub } from "./hub-address.ts";
import { commitOf, mayOnlyRead, treeOf } from "./hub-api.ts";
import { type ObjectFacts, StoreError } from "./store.ts";
import { count } from "./traffic.ts";
import { fetchThrough } from "./web.ts";

/** A file that is to stand in a dataset of the hub. */
export interface PushFile {
  /** Below the repository. */
  readonly path: string;
  /** A file of this machine, or a text. */
  readonly content: { readonly file: string } | { readonly text: string };
}

/** What a push would change. */
export interface HubDiff {
  readonly repo: string;
  readonly branch: string;
  /** The commit that it is held against, and has to follow. */
  readonly parent: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly same: readonly string[];
  /** Of what is added or changed. */
  readonly bytes: number;
}

/** What stands at a branch of a dataset of the hub. */
export interface HubStand {
  readonly repo: string;
  readonly branch: string;
  /** The commit that the branch stands at. */
  readonly parent: string;
  readonly files: ReadonlyMap<string, ObjectFacts>;
  /** Its first mebibyte; null where there is none. */
  readonly readme: string | null;
}

/** What of a README is read: its head stands first. */
const README_BYTES = 2 ** 20;

/**
 * What a push would follow, asked before any work: whether the token is taken and the dataset and its branch are there
 * comes out with it, and that a token may read alone, where the hub says so. Whether one that may write may do so there,
 * it says only at the commit.
 * @param isPush whether it is to be changed, which nobody may without a token
 * @throws Error with one line, which holds no secret
 */
export async function standOnHub(uri: string, isPush: boolean, signal?: AbortSignal): Promise<HubStand> {
  const { repo, revision: branch, access } = await reached(uri);
  if (isPush && access.token === undefined)
    throw new StoreError(`Cannot push to "${uri}": no token; set HF_TOKEN to a token that may write there`);
  const parent = await commitOf(access, repo, branch, signal);
  if (isPush && (await mayOnlyRead(access, signal)))
    throw new StoreError(
      `Cannot push to "${uri}": the token from ${access.from} may only read; set HF_TOKEN to a token that may write there`,
    );
  const files = new Map<string, ObjectFacts>();
  for await (const entry of treeOf(access, repo, parent, "", signal))
    if (!entry.isFolder) files.set(entry.key, entry);
  const size = files.get("README.md")?.size;
  const span = { start: 0, end: Math.min(size ?? 0, README_BYTES) };
  const head =
    size === undefined ? null : await hubStore(access, repo, parent).range("README.md", span, signal);
  return { repo, branch, parent, files, readme: head && Buffer.from(head).toString("utf8") };
}

/** What on the hub nobody's data are: it stays, whatever is pushed. */
const KEPT = /^(?:\.git.*|LICEN[CS]E.*|.*\.md)$/iu;

/**
 * Holds files against what a branch of a dataset has.
 * @param whole whether they are all of its data: other files than documents are to go
 */
export async function diffWithHub(
  { repo, branch, parent, files: stand }: HubStand,
  files: readonly PushFile[],
  whole: boolean,
): Promise<HubDiff> {
  const there = new Map(stand);
  const added: string[] = [];
  const changed: string[] = [];
  const same: string[] = [];
  let bytes = 0;
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const before = there.get(file.path);
    there.delete(file.path);
    const own = await digestsOf(file);
    const isSame =
      before !== undefined &&
      (before.sha256 === undefined ? before.etag === own.oid : before.sha256 === own.sha256);
    if (!isSame) bytes += own.size;
    (before === undefined ? added : isSame ? same : changed).push(file.path);
  }
  const removed = whole ? [...there.keys()].filter((key) => !KEPT.test(key)) : [];
  return { repo, branch, parent, added, changed, removed: removed.sort(), same, bytes };
}

/**
 * Makes what a diff says one commit. Where somebody pushed meanwhile, nothing is changed.
 * @returns the commit @throws StoreError in one line, which holds no secret
 */
export async function commitToHub(
  uri: string,
  files: readonly PushFile[],
  { repo, branch, parent, added, changed, removed }: HubDiff,
  title: string,
  signal: AbortSignal,
): Promise<string> {
  const { access } = await reached(uri);
  const wanted = new Set([...added, ...changed]);
  const operations: CommitOperation[] = [
    ...files
      .filter(({ path }) => wanted.has(path))
      .map(({ path, content }) => ({
        operation: "addOrUpdate" as const,
        path,
        content: "file" in content ? pathToFileURL(content.file) : new Blob([content.text]),
      })),
    ...removed.map((path) => ({ operation: "delete" as const, path })),
  ];
  const { commit } = await import("@huggingface/hub");
  const wrong = { forbidden: false };
  const elsewhere = await fetchThrough(publicOnly);
  try {
    const done = await commit({
      repo: { type: "dataset", name: repo },
      branch,
      parentCommit: parent,
      title,
      operations,
      hubUrl: access.endpoint,
      // The hub's own way of parts wants servers of its own; a plain upload does everywhere.
      useXet: false,
      fetch: guardedFetch(access.endpoint, elsewhere, wrong),
      abortSignal: signal,
      ...(access.token === undefined ? {} : { accessToken: access.token }),
    });
    return done?.commit.oid ?? "";
  } catch (cause) {
    signal.throwIfAborted();
    throw new StoreError(`Cannot push to "hf://datasets/${repo}": ${refusal(cause, wrong.forbidden)}`);
  }
}

async function reached(uri: string) {
  const { repo, revision, path } = parseHub(uri);
  if (path !== "")
    throw new Error(`Cannot push to "${uri}": wanted hf://datasets/ORG/NAME or …@BRANCH, got a path`);
  if (isOffline()) throw new Error(`Cannot push to "${uri}": HF_HUB_OFFLINE is set`);
  const access: HubAccess = await hubAccess();
  return { repo, revision, access };
}

/** Where the hub has bytes put is named by its answers: no private address, and no token but for the hub itself. */
function guardedFetch(
  endpoint: string,
  elsewhere: typeof fetch,
  wrong: { forbidden: boolean },
): typeof fetch {
  const own = new URL(endpoint).origin;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    count("requests");
    // Told once it is there: the library sends a file, or a part of one, at a time.
    const told = (answer: Response) => {
      if (init?.body instanceof Blob) count("sent", init.body.size);
      return answer;
    };
    if (url.origin === own) return fetch(url, { ...init, headers, redirect: "error" }).then(told);
    headers.delete("authorization");
    try {
      return told(await elsewhere(url, { ...init, headers, redirect: "error" }));
    } catch (cause) {
      const reasons = [cause, cause instanceof Error ? cause.cause : undefined];
      wrong.forbidden ||= reasons.some((one) => one instanceof ForbiddenAddress);
      // The library looks at its uploads one turn late: a failure before that is nobody's.
      await new Promise(setImmediate);
      throw cause;
    }
  };
}

function refusal(cause: unknown, forbidden: boolean): string {
  if (forbidden) return "it has bytes put at a private or reserved address";
  const status = cause instanceof Error && "statusCode" in cause ? Number(cause.statusCode) : undefined;
  if (status === 401 || status === 403)
    return `the hub refuses it (${status}); set HF_TOKEN to a token that may write there`;
  if (status === 404) return "the hub has no such dataset or branch; make it there first";
  if (status === 409 || status === 412) return "somebody pushed meanwhile; look at the difference again";
  return status === undefined
    ? "the connection failed; check the network and HF_ENDPOINT"
    : `the hub answered ${status}`;
}

/** As git and LFS call a file. */
async function digestsOf({ content }: PushFile) {
  const size = "file" in content ? (await stat(content.file)).size : Buffer.byteLength(content.text);
  const sha256 = createHash("sha256");
  const oid = createHash("sha1").update(`blob ${size}\0`);
  const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] =
    "file" in content ? createReadStream(content.file) : [Buffer.from(content.text)];
  for await (const chunk of chunks) {
    sha256.update(chunk);
    oid.update(chunk);
  }
  return { size, sha256: sha256.digest("hex"), oid: oid.digest("hex") };
}
