import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { copyAt, sweepCopies } from "./copies.ts";
import { type ObjectFacts, type Store, StoreError } from "./store.ts";

/**
 * Sees to it that there is room for files that are to be copied into a folder: copies that nobody uses go first.
 * @param cannot how the refusal begins @param what the files are, for people
 * @throws StoreError in one line, before any is copied
 */
export async function makeRoom(
  cannot: string,
  what: string,
  folder: string,
  store: Store,
  files: readonly ObjectFacts[],
): Promise<void> {
  const shared = new Map(files.map((facts) => [facts.key, copyAt(store, facts)] as const));
  const isHere = (key: string) => existsSync(join(folder, key)) || existsSync(shared.get(key) ?? "");
  const bytes = files.reduce((sum, { key, size }) => (isHere(key) ? sum : sum + size), 0);
  await sweepCopies(bytes, new Set([...shared.values()].filter((path) => path !== undefined)));
  if (bytes === 0) return;
  const { bavail, bsize } = await statfs(folder);
  const room = bavail * bsize;
  if (bytes <= room) return;
  const gigabytes = (n: number) => `${(n / 1e9).toFixed(1)} GB`;
  throw new StoreError(
    `${cannot}: ${gigabytes(bytes)} ${what} have to be copied first, and there is room for ${gigabytes(room)}; name fewer files, or set TMPDIR to a larger disk`,
  );
}
