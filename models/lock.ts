import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { lock } from "proper-lockfile";
import { z } from "zod";

/** What was pulled of a model, and what its files must hash to from then on. */
export interface LockEntry {
  readonly repo: string;
  /** The commit, 40 hexadecimal digits, or {@link FROM_FOLDER}. */
  readonly revision: string;
  /** SHA-256 by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Stands for the commit of files that came from a folder, whose commit nobody knows. */
export const FROM_FOLDER = "from-folder";

const files = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/u));

const pulled = z.strictObject({
  repo: z.string().regex(/^[\w.-]+(?:\/[\w.-]+)?$/u),
  revision: z.string().regex(/^(?:[0-9a-f]{40}|from-folder)$/u),
  files,
});
/** A cascade's folder on this machine, pinned where it lies, under its path. */
const pinnedFolder = z.strictObject({ repo: z.string(), revision: z.literal("folder"), files });

const schema = z.strictObject({
  models: z
    .record(z.string(), z.union([pulled, pinnedFolder]))
    .refine((models) =>
      Object.entries(models).every(
        ([id, { repo, revision }]) => (revision === "folder") === (id === `folder:${repo}`),
      ),
    ),
});

/** `$XDG_CONFIG_HOME/sluice/models.lock.json`: the digests of everything that was ever pulled. */
export function lockPath(): string {
  return join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "sluice", "models.lock.json");
}

/** @throws Error with one line when the file is damaged: a lock that cannot be read locks nothing */
export async function readLock(): Promise<Readonly<Record<string, LockEntry>>> {
  const path = lockPath();
  if (!existsSync(path)) return {};
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8"))).models;
  } catch (cause) {
    throw new Error(
      `Cannot read lock file "${path}": it is damaged; restore it, or delete it and pull again`,
      { cause },
    );
  }
}

/** How long a writer waits for others, milliseconds, and after which silence one is taken for dead. */
const TURN = {
  realpath: false,
  stale: 10_000,
  retries: { retries: 1500, factor: 1.1, minTimeout: 4, maxTimeout: 40 },
};

/** Pins one model; processes that pin others at the same time lose nothing. */
export async function writeLock(id: string, entry: LockEntry): Promise<void> {
  const path = lockPath();
  await mkdir(dirname(path), { recursive: true });
  const release = await lock(path, TURN);
  try {
    const models = { ...(await readLock()), [id]: entry };
    const part = `${path}.${randomUUID()}.part`;
    await writeFile(part, `${JSON.stringify({ models }, null, 2)}\n`);
    await rename(part, path);
  } finally {
    await release();
  }
}
