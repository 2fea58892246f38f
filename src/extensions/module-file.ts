import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import type { RunModule } from "../run/run.ts";

/** A module of somebody's own, on this machine. */
export interface ModuleFile extends RunModule {
  /** Absolute. */
  readonly path: string;
}

/** Whether a word names a module, or a detector's manifest, rather than a filter or format of Sluice. */
export function namesModule(word: string): boolean {
  return /[\\/]|\.(?:[cm]?js|json)$/u.test(word);
}

/**
 * Reads a module's bytes for their digest, without running it.
 * @param path as it was written, relative to `folder`
 * @throws CliError (exit code 2) when there is no such file
 */
export async function readModule(path: string, folder: string): Promise<ModuleFile> {
  const whole = resolve(folder, path);
  try {
    return { path: whole, file: basename(whole), sha256: sha256Of(await readFile(whole)) };
  } catch (cause) {
    throw new CliError(`Cannot load module "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/**
 * Runs a module and gives its exports.
 * @throws CliError (exit code 2) when it changed since it was read, or does not load
 */
export async function importModule({
  path,
  file,
  sha256,
}: ModuleFile): Promise<Readonly<Record<string, unknown>>> {
  try {
    if (sha256Of(await readFile(path)) !== sha256) throw new Error("it changed while it was in use");
    // Modules stay loaded by their address: the digest in it makes an edited file another module.
    const address = `${pathToFileURL(path).href}?sha256=${sha256}`;
    return (await import(/* @vite-ignore */ address)) as Record<string, unknown>;
  } catch (cause) {
    throw new CliError(`Cannot load module "${file}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
