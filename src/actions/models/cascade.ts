import { type Cascade, loadCascade, modelIds, readManifest } from "../../../models/index.ts";
import { defaultCascade } from "../../pipelines/generate/choices.ts";
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

/** A cascade that comes with Sluice, and the sides of the pictures that its stages make, one after the other. */
export interface CascadeHere {
  readonly id: string;
  readonly sizes: readonly number[];
}

/** The cascades that come with Sluice, the one that is meant where none is named first. */
export function cascadesHere(): readonly [CascadeHere, ...CascadeHere[]] {
  const others = modelIds.filter((id) => id !== defaultCascade && isCascade(id));
  const here = (id: string): CascadeHere => {
    const manifest = readManifest(id);
    return { id, sizes: manifest.kind === "cascade" ? manifest.stages.map(({ size }) => size) : [] };
  };
  return [here(defaultCascade), ...others.map(here)];
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
