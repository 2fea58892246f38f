import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { COMMIT } from "./manifest-common.ts";
import { hubCache, snapshotFolder } from "./weights.ts";

/** The most bytes that one file may have, where its manifest states no size: 8 GiB. */
const MOST_BYTES = 8 * 2 ** 30;

/** The most bytes of an answer that is JSON. */
const MOST_JSON = 2 ** 20;

/** How the hub is reached: as Python's huggingface_hub would. */
export interface HubAccess {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** An answer of the hub that is no success. */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly status: number;
  constructor(status: number) {
    super(`the hub answered ${status}`);
    this.status = status;
  }
}

/** Follows HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH and HF_HOME. */
export async function hubAccess(signal?: AbortSignal): Promise<HubAccess> {
  const { env } = process;
  const endpoint = (env["HF_ENDPOINT"] || "https://huggingface.co").replace(/\/+$/u, "");
  return { endpoint, token: await readToken(env), signal };
}

async function readToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env["HF_TOKEN"]) return env["HF_TOKEN"];
  const home = env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "huggingface");
  const text = await readFile(env["HF_TOKEN_PATH"] || join(home, "token"), "utf8").catch(() => "");
  return text.trim() || undefined;
}

/** The commit that a branch or tag of a model stands at. @throws Error when the hub names none, HubError otherwise */
export async function commitAt(access: HubAccess, repo: string, revision: string): Promise<string> {
  const response = await ask(access, `/api/models/${repo}/revision/${encodeURIComponent(revision)}`);
  const answer = JSON.parse(await smallText(response)) as { readonly sha?: unknown };
  if (typeof answer.sha !== "string" || !COMMIT.test(answer.sha))
    throw new Error(`the hub named no commit for ${repo}@${revision}`);
  return answer.sha;
}

/** A file to fetch, and what is known of it before. */
export interface Wanted {
  readonly repo: string;
  readonly commit: string;
  /** As the manifest names it. */
  readonly path: string;
  /** Hexadecimal; absent where nothing pins it yet. */
  readonly sha256?: string | undefined;
  readonly mostBytes?: number;
}

/**
 * Fetches one file into the hub's ordinary cache. Bytes are hashed and counted as they come, under a name of their
 * own; only what has the wanted digest gets its name, which is made of that digest and of the manifest's path, never
 * of what the server said.
 * @returns its SHA-256, hexadecimal
 * @throws Error naming the digests where they differ, or the limit where the body is longer; HubError otherwise
 */
export async function fetchFile(access: HubAccess, wanted: Wanted): Promise<string> {
  const { repo, commit, path, sha256, mostBytes = MOST_BYTES } = wanted;
  if (!COMMIT.test(commit)) throw new Error(`wanted a commit, got "${commit}"`);
  const url = `/${repo}/resolve/${commit}/${path.split("/").map(encodeURIComponent).join("/")}`;
  const response = await ask(access, url);
  const blobs = join(hubCache(), `models--${repo.replace("/", "--")}`, "blobs");
  await mkdir(blobs, { recursive: true });
  const part = join(blobs, `.${randomUUID()}.part`);
  try {
    const found = await stream(response, part, mostBytes, access.signal);
    if (sha256 !== undefined && found !== sha256) throw new DigestError(found, sha256);
    await rename(part, join(blobs, found));
    await link(join(blobs, found), join(snapshotFolder(repo, commit), path));
    return found;
  } finally {
    await rm(part, { force: true });
  }
}

/** What came has another digest than what was pinned. */
export class DigestError extends Error {
  override readonly name = "DigestError";
  constructor(found: string, wanted: string) {
    super(`has SHA-256 ${found}, wanted ${wanted}`);
  }
}

async function ask({ endpoint, token, signal }: HubAccess, path: string): Promise<Response> {
  const response = await fetch(`${endpoint}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new HubError(response.status);
  }
  return response;
}

async function smallText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.length;
    if (bytes > MOST_JSON) throw new Error(`the hub's answer is longer than ${MOST_JSON} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function stream(
  response: Response,
  to: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const stated = Number(response.headers.get("content-length") ?? Number.NaN);
  const tooLong = (bytes: number) => new Error(`the hub sends ${bytes} bytes, wanted at most ${most}`);
  if (stated > most) {
    await response.body?.cancel();
    throw tooLong(stated);
  }
  const hash = createHash("sha256");
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > most) done(tooLong(bytes));
      else done(null, chunk);
    },
  });
  await pipeline(
    bodyOf(response),
    counted,
    createWriteStream(to, { flags: "wx" }),
    ...(signal === undefined ? [] : [{ signal }]),
  );
  if (!response.headers.has("content-encoding") && Number.isFinite(stated) && bytes !== stated)
    throw new Error(`the hub sent ${bytes} of ${stated} bytes`);
  return hash.digest("hex");
}

function bodyOf(response: Response): Readable {
  return Readable.fromWeb((response.body ?? new Blob([]).stream()) as ReadableStream<Uint8Array>);
}

/** Names a blob in a snapshot; a name that is there already is replaced by one rename. */
async function link(blob: string, name: string): Promise<void> {
  await mkdir(dirname(name), { recursive: true });
  const part = `${name}.${randomUUID()}.part`;
  await symlink(relative(dirname(name), blob), part);
  await rename(part, name);
  await stat(name);
}
