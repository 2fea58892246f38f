import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import { modelFolder, modelIds, readManifest } from "./registry.ts";

/** A file of a model on this machine, with the digest that it was found to have, or must have when it is loaded. */
export interface LoadedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What is here of a model. */
export type ModelState = "bundled" | "pulled" | "not pulled" | "not pinned" | "damaged";

/** The Hugging Face cache, which Python's huggingface_hub shares. */
export function hubCache(): string {
  const { env } = process;
  const home = env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "huggingface");
  return env["HF_HUB_CACHE"] || env["HUGGINGFACE_HUB_CACHE"] || join(home, "hub");
}

/** Where a repository's files of one revision lie in the cache. */
export function snapshotFolder(repo: string, revision: string): string {
  return join(hubCache(), `models--${repo.replace("/", "--")}`, "snapshots", revision);
}

/** SHA-256 of a file, streamed. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/**
 * Finds a model's files and checks every digest; nothing unpinned or changed is ever loaded.
 * @param later see {@link checkFiles}
 * @throws Error with one line: not known, of another kind, not pulled, or damaged
 */
export async function loadFiles<K extends Manifest["kind"]>(
  id: string,
  kind: K,
  later: (manifest: Extract<Manifest, { kind: K }>) => readonly string[] = () => [],
): Promise<{
  readonly manifest: Extract<Manifest, { kind: K }>;
  readonly files: ReadonlyMap<string, LoadedFile>;
}> {
  const manifest = readManifest(id);
  if (manifest.kind !== kind)
    throw new Error(`Cannot use model "${id}" here: wanted kind ${kind}, got ${manifest.kind}`);
  const own = manifest as Extract<Manifest, { kind: K }>;
  return { manifest: own, files: await checkFiles(manifest, { later: new Set(later(own)) }) };
}

/**
 * @param later files that are looked for only: whoever loads them holds them against their digest
 * @param beside the folder of a model that is not one of ours; its manifest names every digest
 * @throws Error with one line naming the first file that is missing or changed
 */
export async function checkFiles(
  manifest: Manifest,
  { later = new Set(), beside }: { readonly later?: ReadonlySet<string>; readonly beside?: string } = {},
): Promise<ReadonlyMap<string, LoadedFile>> {
  const { folder, digests } =
    beside === undefined ? await placeOf(manifest) : { folder: beside, digests: statedIn(manifest) };
  const next = advice(manifest, beside);
  const files = new Map<string, LoadedFile>();
  for (const { path } of manifest.files) {
    const absolute = join(folder, path);
    const wanted = digests.get(path);
    if (wanted === undefined)
      throw new Error(`Cannot load model "${manifest.id}": no digest is known for ${path}`);
    if (!existsSync(absolute))
      throw new Error(`Cannot load model "${manifest.id}": ${path} is missing; ${next}`);
    const sha256 = later.has(path) ? wanted : await fileDigest(absolute);
    if (sha256 !== wanted)
      throw new Error(
        `Cannot load model "${manifest.id}": ${path} has SHA-256 ${sha256}, wanted ${wanted}; ${next}`,
      );
    files.set(path, { path: absolute, sha256 });
  }
  return files;
}

/**
 * What to do where a file of a model is not what it should be.
 * @param beside the folder of a model that is not one of ours
 */
export function advice({ hub, id }: Manifest, beside?: string): string {
  if (beside !== undefined) return "export it again, or put back the file that its model.json names";
  return hub ? `run: sluice models pull ${id}` : "install Sluice anew";
}

/** The command that brings a model here the first time. */
export function fetching({ id, hub, files }: Pick<Manifest, "id" | "hub" | "files">): string {
  return hub === undefined || !lacksDigest(files)
    ? `sluice models pull ${id}`
    : `sluice models pin ${id} --commit COMMIT (a commit of ${hub.repo} that you have looked at)`;
}

/** Whether nobody knows what some file of a model has to be. */
export function lacksDigest(files: Manifest["files"]): boolean {
  return files.some(({ sha256 }) => sha256 === undefined);
}

async function placeOf(
  manifest: Manifest,
): Promise<{ folder: string; digests: ReadonlyMap<string, string> }> {
  const stated = statedIn(manifest);
  if (!manifest.hub) return { folder: modelFolder(manifest.id), digests: stated };
  const entry = (await readLock())[manifest.id];
  if (entry === undefined)
    throw new Error(`Cannot load model "${manifest.id}": it is not here yet; run: ${fetching(manifest)}`);
  const folder = snapshotFolder(entry.repo, entry.revision);
  return { folder, digests: new Map([...Object.entries(entry.files), ...stated]) };
}

function statedIn({ files }: Manifest): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [[path, sha256] as const])),
  );
}

/** What is here of a model, by checking it. */
export async function modelState(id: string): Promise<ModelState> {
  const manifest = readManifest(id);
  if (manifest.hub && (await readLock())[id] === undefined)
    return lacksDigest(manifest.files) ? "not pinned" : "not pulled";
  try {
    await checkFiles(manifest);
    return manifest.hub ? "pulled" : "bundled";
  } catch {
    return "damaged";
  }
}

/** A model as `sluice models list` shows it. */
export interface ModelListing {
  readonly id: string;
  readonly title: string;
  readonly kind: Manifest["kind"];
  readonly license: string;
  readonly source: string;
  readonly state: ModelState;
}

export function listModels(): Promise<readonly ModelListing[]> {
  return Promise.all(
    modelIds.map(async (id) => {
      const { title, kind, license, source } = readManifest(id);
      return { id, title, kind, license, source, state: await modelState(id) };
    }),
  );
}
