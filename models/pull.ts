import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { downloadFileToCacheDir, modelInfo } from "@huggingface/hub";
import { FROM_FOLDER, type LockEntry, readLock, writeLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import type { HubSource } from "./manifest-common.ts";
import { readManifest } from "./registry.ts";
import { checkFiles, fileDigest, hubCache } from "./weights.ts";

const COMMIT = /^[0-9a-f]{40}$/u;

export interface PullOptions {
  readonly onFile?: (path: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads a model from the Hugging Face hub into its ordinary cache, at one commit, and locks the
 * SHA-256 of every file: the manifest's where it states one, else what came first. A model that is here
 * and whole causes no request. Follows HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE and
 * HF_HUB_OFFLINE.
 * @throws Error with one line that says what to do next
 */
export async function pullModel(id: string, { onFile, signal }: PullOptions = {}): Promise<LockEntry> {
  const manifest = readManifest(id);
  const { hub } = manifest;
  if (!hub)
    throw new Error(`Cannot pull model "${id}": it ships with Sluice; run: sluice models verify ${id}`);
  const locked = (await readLock())[id];
  if (locked && (await isWhole(manifest))) return locked;
  if (isOn(process.env["HF_HUB_OFFLINE"]))
    throw new Error(`Cannot pull model "${id}": HF_HUB_OFFLINE is set`);
  return quietly(async () => {
    const access = await hubAccess(signal);
    const known = locked?.revision === FROM_FOLDER ? undefined : locked?.revision;
    const revision = known ?? (await commitOf(id, hub, access));
    const files: Record<string, string> = {};
    for (const file of manifest.files) {
      signal?.throwIfAborted();
      onFile?.(file.path);
      files[file.path] = await pullFile(id, hub, revision, file.path, access);
      checkDigest(id, file.path, files[file.path] ?? "", file.sha256 ?? locked?.files[file.path]);
    }
    const entry = { repo: hub.repo, revision, files };
    await writeLock(id, entry);
    return entry;
  });
}

type Access = Awaited<ReturnType<typeof hubAccess>>;

/** @huggingface/hub reads only the cache variables itself. */
async function hubAccess(signal: AbortSignal | undefined) {
  const token = await readToken();
  const abortable: typeof fetch = (url, init) => fetch(url, { ...init, ...(signal ? { signal } : {}) });
  return {
    fetch: abortable,
    cacheDir: hubCache(),
    ...(process.env["HF_ENDPOINT"] ? { hubUrl: process.env["HF_ENDPOINT"].replace(/\/$/u, "") } : {}),
    ...(token ? { accessToken: token } : {}),
  };
}

async function readToken(): Promise<string | undefined> {
  const { env } = process;
  if (env["HF_TOKEN"]) return env["HF_TOKEN"];
  const home = env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "huggingface");
  const text = await readFile(env["HF_TOKEN_PATH"] || join(home, "token"), "utf8").catch(() => "");
  return text.trim() || undefined;
}

async function commitOf(id: string, { repo, revision }: HubSource, access: Access): Promise<string> {
  if (COMMIT.test(revision)) return revision;
  const { sha } = await modelInfo({ name: repo, revision, additionalFields: ["sha"], ...access }).catch(
    (error) => {
      throw explain(id, repo, error);
    },
  );
  if (!COMMIT.test(sha))
    throw new Error(`Cannot pull model "${id}": the hub named no commit for ${repo}@${revision}`);
  return sha;
}

async function pullFile(
  id: string,
  { repo }: HubSource,
  revision: string,
  path: string,
  access: Access,
): Promise<string> {
  try {
    return await fileDigest(await downloadFileToCacheDir({ repo, path, revision, ...access }));
  } catch (error) {
    throw explain(id, `${repo}/${path}`, error);
  }
}

function checkDigest(id: string, path: string, got: string, wanted: string | undefined): void {
  if (wanted !== undefined && got !== wanted)
    throw new Error(
      `Cannot pull model "${id}": ${path} has SHA-256 ${got}, wanted ${wanted}; it was changed on the hub or on the way, and is not used`,
    );
}

function explain(id: string, what: string, error: unknown): Error {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  const reason =
    status === 401 || status === 403
      ? `the hub refuses ${what} (${status}); accept its terms there if it is gated, and set HF_TOKEN`
      : status === 404
        ? `the hub has no ${what} (404)`
        : `${what}: ${error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)}; check the network and HF_ENDPOINT`;
  return new Error(`Cannot pull model "${id}": ${reason.split("\n", 1)[0]}`, { cause: error });
}

async function isWhole(manifest: Manifest): Promise<boolean> {
  return checkFiles(manifest).then(
    () => true,
    () => false,
  );
}

/** The library announces downloads on stdout, which belongs to results. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { debug } = console;
  console.debug = () => {};
  try {
    return await work();
  } finally {
    console.debug = debug;
  }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "off", "no"].includes(value.toLowerCase());
}
