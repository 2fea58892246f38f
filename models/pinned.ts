import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createSession, type Session, type SessionOptions, UnfitError, type WarmUp } from "./session.ts";
import { fileDigest } from "./weights.ts";

/** A network's file, and the SHA-256 (hex) that it must have wherever it is loaded. */
export interface PinnedNetwork {
  readonly path: string;
  readonly sha256: string;
  /** What a person may do where it has another. */
  readonly advice: string;
  /** Files of its weights that the runtime reads itself, in the same folder. */
  readonly beside?: readonly { readonly path: string; readonly sha256: string }[];
}

/** {@link createSession} of a network whose bytes are what was pinned. @throws UnfitError when they are not */
export function createPinnedSession(
  network: PinnedNetwork,
  warmUp: WarmUp,
  options: SessionOptions,
): Promise<Session> {
  return loadPinned(network, (from) => createSession(from, warmUp, options, network.path));
}

/**
 * Loads a network that is what its digest says. A network of one file is read once: the bytes that were hashed are
 * the bytes that are handed over. Where weights lie beside it, the runtime reads the files itself, and they must be
 * the same files, unchanged, when it is done.
 * @throws UnfitError with one line when a file is missing or changed
 */
export async function loadPinned<T>(
  { path, sha256, advice, beside = [] }: PinnedNetwork,
  load: (network: string | Uint8Array) => Promise<T>,
): Promise<T> {
  if (beside.length === 0) {
    const bytes = await readFile(path).catch((cause: unknown) => changed(path, "cannot be read", cause));
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== sha256) changed(path, `has SHA-256 ${found}, wanted ${sha256}; ${advice}`);
    return load(bytes);
  }
  const all = [{ path, sha256 }, ...beside];
  const before: string[] = [];
  for (const one of all) before.push(await hashedState(one, advice));
  const loaded = await load(path);
  for (const [i, one] of all.entries())
    if ((await stateOf(one.path)) !== before[i]) changed(one.path, "changed while it was loaded");
  return loaded;
}

/** Files beside a network that may hold its weights, links among them: all but texts, which other code reads. */
export function weightsBeside(path: string): readonly string[] {
  const folder = dirname(path);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => name !== basename(path) && !/^\.|\.(?:json|txt|md|model)$/u.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function hashedState(
  { path, sha256 }: { readonly path: string; readonly sha256: string },
  advice: string,
): Promise<string> {
  const before = await stateOf(path);
  const found = await fileDigest(path);
  if (found !== sha256) changed(path, `has SHA-256 ${found}, wanted ${sha256}; ${advice}`);
  return before;
}

/** What no write or exchange leaves as it was. */
async function stateOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true }).catch((cause: unknown) =>
    changed(path, "cannot be read", cause),
  );
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

function changed(path: string, how: string, cause?: unknown): never {
  throw new UnfitError(`Cannot load network: ${path} ${how}`, { cause });
}
