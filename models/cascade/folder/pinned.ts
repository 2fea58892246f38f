import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { z } from "zod";
import { readLock, writeLock } from "../../lock.ts";
import { fileDigest } from "../../weights.ts";

/**
 * Digests of a folder's files. The first use pins them in the lock file, as a pull does; from then on a file
 * that changed is refused.
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
  const found: Record<string, string> = {};
  for (const path of [...paths].sort()) {
    const absolute = join(folder, path);
    if (!existsSync(absolute)) throw new Error(`Cannot load cascade "${folder}": ${path} is missing`);
    const sha256 = await fileDigest(absolute);
    const wanted = stated[path] ?? known?.[path];
    if (wanted !== undefined && wanted !== sha256)
      throw new Error(
        `Cannot load cascade "${folder}": ${path} has SHA-256 ${sha256}, wanted ${wanted}${stated[path] ? "" : "; it changed since its first use: name another folder, or delete its entry in models.lock.json"}`,
      );
    found[path] = sha256;
  }
  if (known === undefined) await writeLock(key, { repo: folder, revision: "folder", files: found });
  return found;
}

/** Every file of some of a folder's folders, as paths inside it. */
export function filesIn(folder: string, parts: readonly string[]): readonly string[] {
  return parts.flatMap((part) =>
    existsSync(join(folder, part))
      ? readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      : [],
  );
}

/** Reads one of a folder's JSON files. @throws Error with one line: which file, which key, what was wanted */
export function readJson<T>(folder: string, path: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(folder, path), "utf8"));
  } catch (cause) {
    throw new Error(`Cannot load cascade "${folder}": ${path} is missing or no JSON`, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `Cannot load cascade "${folder}": ${path}: ${issue?.path.join(".") || "top level"}: ${issue?.message}`,
  );
}
