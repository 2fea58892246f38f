import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, parseCheckpoint, signCheckpoint } from "../ledger/checkpoint.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { rootOf } from "../ledger/merkle.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { readLimited } from "../process/read-limited.ts";
import { fileModeIn, innerFolder, writeSafely } from "../process/safe-files.ts";
import type { Gate } from "./gate.ts";

/** A checkpoint and where it was read. */
export interface NamedCheckpoint {
  readonly name: string;
  readonly text: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Signs a checkpoint over all entries, records it, and writes `checkpoints/<size>.note`. Only what leaves this
 * machine protects against its owner.
 * @throws GateRefusal (exit code 3) when the key is no steward's
 */
export async function makeCheckpoint(gate: Gate, key: SigningKey): Promise<NamedCheckpoint> {
  let note = "";
  await gate.act(key, (state, size) => {
    const root = rootOf(state.leaves);
    note = signCheckpoint(state.origin, size, root, key);
    return { type: "checkpoint", size, root: Buffer.from(root).toString("hex") };
  });
  const checkpoint = parseCheckpoint(note);
  const folder = await innerFolder(join(gate.folder, "checkpoints"));
  const name = `${checkpoint.size}.note`;
  await writeSafely(join(folder, name), note, await fileModeIn(folder));
  return { name, text: note, checkpoint };
}

/** A gate's or an export's own checkpoints, the smallest first. @throws CliError (exit code 2) when one is damaged */
export async function ownCheckpoints(folder: string): Promise<readonly NamedCheckpoint[]> {
  const place = join(folder, "checkpoints");
  if (!existsSync(place)) return [];
  const names = (await readdir(place)).filter((name) => name.endsWith(".note"));
  const all = await Promise.all(names.map((name) => laidCheckpoint(join(place, name), name)));
  return all.sort((a, b) => a.checkpoint.size - b.checkpoint.size);
}

/** @throws CliError (exit code 2) when it cannot be read */
export async function readCheckpoint(path: string, name = path): Promise<NamedCheckpoint> {
  try {
    return checkpointOf(await readFile(path, "utf8"), name);
  } catch (cause) {
    throw unread(path, cause);
  }
}

/** One that lies in a folder of others, who may have laid a pipe, a link or something endless there. */
async function laidCheckpoint(path: string, name: string): Promise<NamedCheckpoint> {
  const bytes = await readLimited(path, MOST_BYTES, "checkpoint");
  try {
    return checkpointOf(Buffer.from(bytes).toString("utf8"), name);
  } catch (cause) {
    throw unread(path, cause);
  }
}

function checkpointOf(text: string, name: string): NamedCheckpoint {
  return { name, text, checkpoint: parseCheckpoint(text) };
}

function unread(path: string, cause: unknown): CliError {
  return new CliError(`Cannot read checkpoint "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
}

/** A checkpoint has three lines, and one for each that signed it. */
const MOST_BYTES = 1024 * 1024;
