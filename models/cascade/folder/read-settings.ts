import { z } from "zod";
import { readSchedulerConfig } from "../scheduler-config.ts";
import type { StageSettings } from "../settings.ts";
import type { FolderJson } from "./pinned.ts";

/** A folder's scheduler as a stage's settings, and what of it we do otherwise. */
export interface FolderSettings {
  readonly settings: StageSettings;
  readonly notes: readonly string[];
}

/**
 * Reads a `scheduler_config.json` of a folder.
 * @throws Error with one line when it is missing, or has no counterpart here
 */
export function readSettings(
  folder: string,
  json: FolderJson,
  path: string,
  { steps, guidance }: { readonly steps: number; readonly guidance: number },
): FolderSettings {
  const value = json.read(path, z.unknown());
  try {
    const { config, note } = readSchedulerConfig(value, steps);
    return {
      settings: { ...config, guidance: { scale: guidance } },
      notes: note === undefined ? [] : [note],
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot load cascade "${folder}": ${path}: ${reason}`, { cause });
  }
}
