import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { z } from "zod";
import { readLock, writeLock } from "../../lock.ts";
import { type PinnedNetwork, weightsBeside } from "../../pinned.ts";
import { fileDigest } from "../../weights.ts";

const CHANGED =
  "it changed since its first use: name another folder, or delete its entry in models.lock.json";

/**
 * Digests of a folder's files. The first use pins them in the lock file, as a pull does; from then on a file
 * that changed is refused: here, or, of networks and the weights beside them, when they are loaded.
 * @param paths inside the folder
 * @param stated digests that the folder itself states, where it does
 * @throws Error with one line naming the first file that is missing or changed
 */
export async function pinFolder(
  folder: string,
  paths: readonly string[],
  stated: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const key = `folder:${folder}`;
  const known = (await readLock())[key]?.files;
  const networks = paths.filter((path) => path.endsWith(".onnx")).map((path) => join(folder, path));
  const later = new Set(
    networks.flatMap((path) => (existsSync(path) ? [path, ...weightsBeside(path)] : [path])),
  );
  const found: Record<string, string> = {};
  for (const path of [...paths].sort()) {
    const absolute = join(folder, path);
    if (!existsSync(absolute)) throw new Error(`Cannot load cascade "${folder}": ${path} is missing`);
    const wanted = stated[path] ?? known?.[path];
    if (wanted !== undefined && later.has(absolute)) {
      found[path] = wanted;
      continue;
    }
    const sha256 = await fileDigest(absolute);
    if (wanted !== undefined && wanted !== sha256)
      throw new Error(
        `Cannot load cascade "${folder}": ${path} has SHA-256 ${sha256}, wanted ${wanted}${stated[path] ? "" : `; ${CHANGED}`}`,
      );
    found[path] = sha256;
  }
  if (known === undefined) await writeLock(key, { repo: folder, revision: "folder", files: found });
  return found;
}

/**
 * A network of a folder, with the weights beside it.
 * @param digests of {@link pinFolder}
 * @throws Error with one line when a file beside it has no digest, since the runtime would read it unchecked
 */
export function networkIn(
  folder: string,
  path: string,
  digests: Readonly<Record<string, string>>,
  advice = CHANGED,
): PinnedNetwork {
  const pinned = (absolute: string) => {
    const sha256 = digests[relative(folder, absolute)];
    if (sha256 !== undefined) return { path: absolute, sha256 };
    throw new Error(`Cannot load cascade "${folder}": no digest is known of ${relative(folder, absolute)}`);
  };
  const network = join(folder, path);
  return { ...pinned(network), advice, beside: weightsBeside(network).map(pinned) };
}

/** Every file of some of a folder's folders, as paths inside it. */
export function filesIn(folder: string, parts: readonly string[]): readonly string[] {
  return parts.flatMap((part) =>
    existsSync(join(folder, part))
      ? readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      : [],
  );
}

/** A folder's JSON files, each read once: what was parsed is held against its digest once that is known. */
export interface FolderJson {
  /** @throws Error with one line: which file, which key, what was wanted */
  read<T>(path: string, schema: z.ZodType<T>): T;
  /** @throws Error with one line naming a file that was another one when it was parsed */
  hold(digests: Readonly<Record<string, string>>): void;
}

export function folderJson(folder: string): FolderJson {
  const seen = new Map<string, string>();
  return {
    read(path, schema) {
      let value: unknown;
      try {
        const bytes = readFileSync(join(folder, path));
        seen.set(path, createHash("sha256").update(bytes).digest("hex"));
        value = JSON.parse(bytes.toString("utf8"));
      } catch (cause) {
        throw new Error(`Cannot load cascade "${folder}": ${path} is missing or no JSON`, { cause });
      }
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      const [issue] = result.error.issues;
      throw new Error(
        `Cannot load cascade "${folder}": ${path}: ${issue?.path.join(".") || "top level"}: ${issue?.message}`,
      );
    },
    hold(digests) {
      for (const [path, sha256] of seen)
        if (digests[path] !== undefined && digests[path] !== sha256)
          throw new Error(`Cannot load cascade "${folder}": ${path} changed while it was read`);
    },
  };
}
