import { commitAt, DigestError, fetchFile, type HubAccess, HubError, hubAccess } from "./hub-client.ts";
import { FROM_FOLDER, type LockEntry, readLock, writeLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import { COMMIT, type HubSource } from "./manifest-common.ts";
import { readManifest } from "./registry.ts";
import { checkFiles } from "./weights.ts";

export interface PullOptions {
  readonly onFile?: (path: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads a model from the Hugging Face hub into its ordinary cache, at one commit, and locks the SHA-256 of every
 * file, which its manifest states or a person pinned before. A model that is here and whole causes no request.
 * Follows HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.
 * @throws Error with one line that says what to do next
 */
export async function pullModel(id: string, options: PullOptions = {}): Promise<LockEntry> {
  const manifest = readManifest(id);
  const hub = hubOf(manifest);
  const locked = (await readLock())[id];
  if (locked && (await isWhole(manifest))) return locked;
  if (locked === undefined && hub.unpinned !== undefined)
    throw new Error(`Cannot pull model "${id}": nobody has pinned it: ${hub.unpinned}; ${toPin(id, hub)}`);
  const known = locked?.revision === FROM_FOLDER ? undefined : locked?.revision;
  return fetchModel(manifest, known, locked?.files ?? {}, options);
}

/**
 * Takes what the hub has at a commit that a person has looked at for what a model is from now on: downloads it, and
 * locks the SHA-256 of every file. Only for a model whose manifest does not say all of it.
 * @param commit 40 hexadecimal digits: a branch may be another tomorrow
 * @throws Error with one line that says what to do next
 */
export async function pinModel(id: string, commit: string, options: PullOptions = {}): Promise<LockEntry> {
  const manifest = readManifest(id);
  refusePinned(id, hubOf(manifest));
  if (!COMMIT.test(commit))
    throw new Error(`Cannot pin model "${id}": wanted a commit of 40 hexadecimal digits, got "${commit}"`);
  return fetchModel(manifest, commit, {}, options);
}

/** Where a model comes from. @throws Error with one line for one that ships */
export function hubOf({ id, hub }: Manifest): HubSource {
  if (hub) return hub;
  throw new Error(`Cannot pull model "${id}": it ships with Sluice; run: sluice models verify ${id}`);
}

/** @throws Error with one line for a model whose manifest says what it is */
export function refusePinned(id: string, { unpinned }: HubSource): void {
  if (unpinned === undefined)
    throw new Error(
      `Cannot pin model "${id}": its manifest states commit and digests already; run: sluice models pull ${id}`,
    );
}

/** What a person may do about a model that nobody has pinned. */
export function toPin(id: string, { repo }: HubSource): string {
  return `look at ${repo}, choose a commit, and run: sluice models pin ${id} --commit COMMIT`;
}

async function fetchModel(
  manifest: Manifest,
  commit: string | undefined,
  digests: Readonly<Record<string, string>>,
  { onFile, signal }: PullOptions,
): Promise<LockEntry> {
  const { id } = manifest;
  const hub = hubOf(manifest);
  if (isOn(process.env["HF_HUB_OFFLINE"]))
    throw new Error(`Cannot pull model "${id}": HF_HUB_OFFLINE is set`);
  const access = await hubAccess(signal);
  const revision = commit ?? (await commitOf(id, hub, access));
  const files: Record<string, string> = {};
  for (const { path, sha256, bytes } of manifest.files) {
    signal?.throwIfAborted();
    onFile?.(path);
    const wanted = {
      ...{ repo: hub.repo, commit: revision, path, sha256: sha256 ?? digests[path] },
      ...(bytes === undefined ? {} : { mostBytes: bytes }),
    };
    files[path] = await fetchFile(access, wanted).catch((error: unknown) => {
      throw explain(id, path, `${hub.repo}/${path}`, error);
    });
  }
  const entry = { repo: hub.repo, revision, files };
  await writeLock(id, entry);
  return entry;
}

async function commitOf(id: string, { repo, revision }: HubSource, access: HubAccess): Promise<string> {
  if (COMMIT.test(revision)) return revision;
  return commitAt(access, repo, revision).catch((error: unknown) => {
    throw explain(id, repo, repo, error);
  });
}

function explain(id: string, path: string, what: string, error: unknown): Error {
  if (error instanceof DigestError)
    return new Error(
      `Cannot pull model "${id}": ${path} ${error.message}; it was changed on the hub or on the way, and is not used`,
      { cause: error },
    );
  const status = error instanceof HubError ? error.status : undefined;
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

function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "off", "no"].includes(value.toLowerCase());
}
