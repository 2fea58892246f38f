import { randomUUID } from "node:crypto";
import { copyFile, mkdir, readdir, rename } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { FROM_FOLDER, type LockEntry, readLock, writeLock } from "./lock.ts";
import { hubOf, refusePinned, toPin } from "./pull.ts";
import { readManifest } from "./registry.ts";
import { fileDigest, lacksDigest, snapshotFolder } from "./weights.ts";

/**
 * Takes a hub model's files from a folder instead of the network, copies them to where a download would lie, and
 * locks their digests. A file is known by its SHA-256, of the manifest or the lock, whatever its name.
 * @throws Error with one line: no hub model or one that nobody has pinned, no such folder, or the first file that is
 * not there or is another
 */
export async function pullFromFolder(id: string, folder: string): Promise<LockEntry> {
  const manifest = readManifest(id);
  const hub = hubOf(manifest);
  const locked = (await readLock())[id];
  if (locked === undefined && lacksDigest(manifest.files))
    throw new Error(
      `Cannot pull model "${id}": nobody has pinned it: ${hub.unpinned}; to take what the folder holds for it: sluice models pin ${id} --from ${folder}; or ${toPin(id, hub)}`,
    );
  return take(id, folder, locked);
}

/**
 * Takes what a folder holds under a model's paths for what the model is from now on. Only for a model whose manifest
 * states no digests.
 * @throws Error with one line as {@link pullFromFolder}
 */
export async function pinFolder(id: string, folder: string): Promise<LockEntry> {
  refusePinned(id, hubOf(readManifest(id)));
  return take(id, folder, undefined);
}

async function take(id: string, folder: string, locked: LockEntry | undefined): Promise<LockEntry> {
  const manifest = readManifest(id);
  const { files } = manifest;
  const hub = hubOf(manifest);
  const found = await digestsIn(id, folder);
  const sources = files.map(({ path, sha256 }) => {
    const wanted = sha256 ?? locked?.files[path];
    const source = found.find((file) => (wanted === undefined ? file.path === path : file.sha256 === wanted));
    if (source) return { path, source };
    const what = wanted === undefined ? path : `${path} (SHA-256 ${wanted})`;
    throw new Error(`Cannot pull model "${id}" from "${folder}": it holds no ${what}`);
  });
  const revision = locked?.revision ?? FROM_FOLDER;
  for (const { path, source } of sources) {
    const to = join(snapshotFolder(hub.repo, revision), path);
    await mkdir(dirname(to), { recursive: true });
    const part = `${to}.${randomUUID()}.part`;
    await copyFile(join(folder, source.path), part);
    await rename(part, to);
  }
  const entry = {
    repo: hub.repo,
    revision,
    files: Object.fromEntries(sources.map(({ path, source }) => [path, source.sha256])),
  };
  await writeLock(id, entry);
  return entry;
}

async function digestsIn(
  id: string,
  folder: string,
): Promise<readonly { readonly path: string; readonly sha256: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`Cannot pull model "${id}" from "${folder}": it is no folder that can be read`, {
      cause,
    });
  });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  // One after another: a folder may hold more files than a process may open.
  const found: { path: string; sha256: string }[] = [];
  for (const path of paths.sort()) found.push({ path, sha256: await fileDigest(join(folder, path)) });
  return found;
}
