import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import type { StageStore } from "../../pipelines/generate/stage-store.ts";
import { CliError, oneLine, Refused } from "../../process/errors.ts";
import { privateFolder, readSafely, removeSafely, safeName, writeSafely } from "../../process/safe-files.ts";
import { seal, unseal } from "./seal.ts";

/** A job's checkpoints, sealed with a key of the job's own. */
export interface SealedStore extends StageStore {
  /** Ends the job's key first, so that whatever a file system keeps of the checkpoints stays shut; then the files. */
  destroy(): Promise<void>;
}

const KEY = "job.key";

/**
 * Opens a job's folder; the first opening makes its key (mode 0600), later ones resume with it. The key lies
 * beside what it opens, so a running job is guarded by file permissions alone; what it leaves behind after
 * {@link SealedStore.destroy} (deleted blocks, backups of the sealed files) cannot be read.
 */
export async function openSealedStore(folder: string): Promise<SealedStore> {
  await privateFolder(folder);
  const identity = await jobIdentity(join(folder, KEY));
  const recipients = [await identityToRecipient(identity)];
  const place = (name: string) => join(folder, fileOf(name));
  return {
    has: async (name) => (await readdir(folder)).includes(fileOf(name)),
    async read(name) {
      try {
        return await unseal(await readSafely(place(name)), identity);
      } catch (cause) {
        throw new CliError(`Cannot resume from checkpoint "${name}": ${oneLine(cause)}`, {
          exitCode: 1,
          cause,
        });
      }
    },
    async write(name, bytes) {
      const sealed = await seal(bytes, recipients);
      await writeSafely(place(name), sealed).catch((cause: unknown) => {
        if (!isGone(cause)) throw cause;
        const reason = "its job was removed, since its grant ended or its request was denied";
        throw new Refused(`Cannot keep checkpoint "${name}": ${reason}`, [{ rule: "job-removed", reason }], {
          cause,
        });
      });
    },
    destroy: () => destroySealedStore(folder),
  };
}

/** {@link SealedStore.destroy}, unopened; what another process removed meanwhile is gone all the same. */
export async function destroySealedStore(folder: string): Promise<void> {
  try {
    await removeSafely(join(folder, KEY));
    for (const file of await readdir(folder)) await removeSafely(join(folder, file));
    await rmdir(folder);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** `base/000003` → `base+000003.age`: names have parts, the folder has none. */
function fileOf(name: string): string {
  return `${name.split("/").map(safeName).join("+")}.age`;
}

async function jobIdentity(path: string): Promise<string> {
  const stored = await readSafely(path).catch(() => undefined);
  if (stored) return Buffer.from(stored).toString("utf8").trim();
  const identity = await generateX25519Identity();
  await writeSafely(path, `${identity}\n`);
  return identity;
}
