import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { link, open, readdir, readFile, rm, stat, statfs, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pause } from "./patience.ts";
import type { ObjectFacts, Store } from "./store.ts";

/** How long a copy that no living process uses is kept, milliseconds: who plans a run is followed by who works on it. */
const KEPT_MS = 24 * 3600 * 1000;
/** What such copies may take of their disk, together. */
const MOST_SHARE = 0.1;
/** Who copies a file says so again and again; after so long without a word, milliseconds, another does it. */
const SAID_MS = 3_000;
const SILENT_MS = 20_000;
/** How often it is looked whether another has copied it, milliseconds. */
const LOOK_MS = 250;

/**
 * Where copies lie that all processes of this user on this machine share, so that each file is fetched once. Each links
 * to those it uses: the count of links says whether anybody does, also where one was killed. `undefined` where there is
 * no such folder, or others may write it.
 */
function sharedFolder(makes = false): string | undefined {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  const folder = join(realpathSync(tmpdir()), `sluice-copies-${uid}`);
  try {
    if (makes) mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It is there, or cannot be.
  }
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  const isOwn = facts?.isDirectory() === true && facts.uid === uid && (facts.mode & 0o077) === 0;
  return isOwn ? folder : undefined;
}

/** An object that is to lie at a path of this machine. */
export interface Copied {
  readonly store: Store;
  /** What tells its states apart; absent where nobody has listed it. */
  readonly facts: ObjectFacts | undefined;
  readonly path: string;
}

/**
 * Has an object's bytes at a path: those that a process of this user has fetched before, or that it fetches now.
 * @param fetch puts them there @returns whether they were here before
 */
export async function copyOnce(
  { store, facts, path }: Copied,
  fetch: () => Promise<unknown>,
  signal?: AbortSignal,
): Promise<boolean> {
  const copy = facts && copyAt(store, facts);
  if (facts === undefined || copy === undefined) {
    await fetch();
    return false;
  }
  mkdirSync(dirname(path), { recursive: true });
  const end = await turnAt(copy, () => takeCopy(copy, path, facts.size), signal);
  if (end === undefined) return true;
  try {
    await fetch();
    await shareCopy(copy, path);
    return false;
  } finally {
    await end();
  }
}

/** Where the copy of an object in one state lies; `undefined` where nothing tells states apart. */
export function copyAt(store: Store, { key, size, etag, sha256 }: ObjectFacts): string | undefined {
  if (sha256 === undefined && (etag === undefined || etag.startsWith("W/"))) return undefined;
  const folder = sharedFolder(true);
  const state = JSON.stringify([store.name, store.asked ?? null, key, size, etag ?? null, sha256 ?? null]);
  return folder && join(folder, createHash("sha256").update(state).digest("hex"));
}

/** Takes up a copy that is there. @returns whether there is one */
export async function takeCopy(copy: string, path: string, size: number): Promise<boolean> {
  try {
    await link(copy, path);
    if ((await stat(path)).size === size) return true;
    // Somebody wrote into it.
    await Promise.all([rm(path, { force: true }), rm(copy, { force: true })]);
  } catch {
    // There is none, or no file system that links.
  }
  return false;
}

/** Lets others have a copy, as far as the file system can. */
export async function shareCopy(copy: string, path: string): Promise<void> {
  await link(path, copy).catch(() => undefined);
}

/**
 * Waits for one's turn to copy a file. @param isThere asked again and again, whether another has done it
 * @returns what ends the turn; `undefined` where it is there by then
 */
export async function turnAt(
  copy: string,
  isThere: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<(() => Promise<void>) | undefined> {
  const lock = `${copy}.lock`;
  for (;;) {
    if (await isThere()) return undefined;
    const mine = await open(lock, "wx").catch((cause: NodeJS.ErrnoException) =>
      cause.code === "EEXIST" ? "another's" : "none",
    );
    // Where nothing can be written there, nobody waits for anybody.
    if (mine === "none") return async () => {};
    if (mine !== "another's") {
      await mine.writeFile(String(process.pid)).catch(() => {});
      await mine.close();
      const saying = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => {}), SAID_MS);
      saying.unref();
      const end = async () => {
        clearInterval(saying);
        await rm(lock, { force: true });
      };
      if (!(await isThere())) return end;
      await end();
      return undefined;
    }
    const said = await stat(lock).catch(() => undefined);
    // Where two take the turn of a killed one, both copy: each into a file of its own.
    if (said !== undefined && (Date.now() - said.mtimeMs > SILENT_MS || (await isOver(lock))))
      await rm(lock, { force: true });
    else await pause(LOOK_MS, signal);
  }
}

/** Whether the process that has a turn is gone, as far as its number says that here. */
async function isOver(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, "utf8").catch(() => ""));
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "ESRCH";
  }
}

/**
 * Takes away copies that nobody uses: old ones, and the oldest of those that take much together, or room that is wanted.
 * @param wanted bytes that are to be copied @param used those that are about to be taken up
 */
export async function sweepCopies(wanted: number, used: ReadonlySet<string>): Promise<void> {
  const folder = sharedFolder();
  if (folder === undefined) return;
  const left = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    // A link that comes or goes is its last use.
    if (facts?.nlink === 1 && !used.has(path)) left.push({ path, size: facts.size, at: facts.ctimeMs });
  }
  const { bavail, blocks, bsize } = await statfs(folder);
  let kept = left.reduce((sum, { size }) => sum + size, 0);
  let room = bavail * bsize;
  for (const { path, size, at } of left.sort((a, b) => a.at - b.at)) {
    const isOld = Date.now() - at > KEPT_MS;
    if (!isOld && kept <= MOST_SHARE * blocks * bsize && room >= wanted) continue;
    await rm(path, { force: true });
    kept -= size;
    room += size;
  }
}
