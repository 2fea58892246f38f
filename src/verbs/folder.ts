import { existsSync } from "node:fs";
import { gateFolder } from "../gate/places.ts";
import { fileSystemOf } from "../ledger/file-systems.ts";
import { type FolderPromise, tryFolder } from "../ledger/folder-promises.ts";
import { CliError } from "../process/errors.ts";
import type { GatePlace } from "./session.ts";

/** What a gate's folder was found to keep. */
export interface FolderTried {
  readonly folder: string;
  /** Name of the file system, as ext4 or nfs. */
  readonly file_system: string;
  /** Whether others may see it from other machines: what they see cannot be tried from one. */
  readonly network: boolean;
  readonly promises: readonly FolderPromise[];
  readonly kept: boolean;
}

/** Tries whether a ledger is safe in a folder, by files of its own. @throws CliError (exit code 2) where there is none */
export async function tryGateFolder({ env, gate }: Pick<GatePlace, "env" | "gate">): Promise<FolderTried> {
  const folder = gateFolder(env, gate);
  if (!existsSync(folder))
    throw new CliError(`Cannot try "${folder}": wanted a folder, got nothing`, { exitCode: 2 });
  const { name, network } = await fileSystemOf(folder);
  const promises = await tryFolder(folder);
  const kept = promises.every(({ broken }) => broken === null);
  return { folder, file_system: name, network, promises, kept };
}
