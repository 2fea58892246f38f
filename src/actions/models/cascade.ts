import { type Cascade, loadCascade, readManifest } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";

/** Whether a name is a cascade's: a folder named as a path can only be one. */
export function isCascade(id: string): boolean {
  if (id.includes("/")) return true;
  try {
    return readManifest(id).kind === "cascade";
  } catch {
    return false;
  }
}

/** A cascade by its id or folder. @throws CliError (exit code 2) where it is none */
export async function openCascade(id: string): Promise<Cascade> {
  try {
    return await loadCascade(id);
  } catch (cause) {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}

/** All that decides what a cascade makes, beside its weights. */
export function stageSettings({ stages }: Cascade): unknown[] {
  return stages.map(({ settings, lowRes }) => ({ settings, lowRes }));
}
