import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { counted } from "../process/figures.ts";
import { shellWord } from "../process/shell-word.ts";
import { folderClock } from "./folder-clock.ts";
import { claimsFolder, type RunFile } from "./run.ts";
import { scoredIn } from "./sealed.ts";
import type { ShardFacts } from "./shard-facts.ts";

/** Where a run stands: nothing is scored yet; somebody is at it; shards are missing and nobody is; or it is whole. */
export type RunState = "planned" | "running" | "incomplete" | "sealed";

/** Shards of the run that have no scores. */
export function missingShards(folder: string, run: Pick<RunFile, "inputs">): readonly string[] {
  const isScored = scoredIn(folder);
  return run.inputs.shards.map(({ name }) => name).filter((name) => !isScored(name));
}

/** The state of a run, by what lies in its folder. @param missing its shards without scores */
export function stateOf(folder: string, run: RunFile, missing: readonly string[]): RunState {
  if (missing.length === 0 && run.fingerprint !== null) return "sealed";
  if (isClaimed(folder)) return "running";
  return missing.length === run.inputs.shards.length && missing.length > 0 ? "planned" : "incomplete";
}

/** How long ago, milliseconds, by the clock of its own file system, a lease may have shown life: some beats. */
const ALIVE_MS = 180_000;

function isClaimed(folder: string): boolean {
  const claims = claimsFolder(folder);
  try {
    const leases = readdirSync(claims).filter((name) => name.endsWith(".lease"));
    if (leases.length === 0) return false;
    const since = folderClock(folder) - ALIVE_MS;
    return leases.some((name) => statSync(join(claims, name)).mtimeMs > since);
  } catch {
    // Nobody has claimed anything, or the last one ends just now.
    return false;
  }
}

/** What readers of a run's rates must know first. */
export interface Standing {
  readonly state: RunState;
  /** Shards without scores. */
  readonly missing: readonly string[];
  /** What scored the shards, `device, runtime, version`, where more than one kind did; else empty. */
  readonly mixed: readonly string[];
  /** The same in words, each with what to do; empty where the run is whole and of one kind. */
  readonly lines: readonly string[];
}

/** Which shards are missing and how to go on; null where none is. */
export function missingLine(
  folder: string,
  { inputs }: Pick<RunFile, "inputs">,
  missing: readonly string[],
): string | null {
  return missing.length === 0 ? null : incompleteLine(folder, inputs.shards.length, missing);
}

/** Shards that a line names, at most. */
const NAMED = 5;

/** Where a run stands. @param shards its finished ones */
export function standingOf(folder: string, run: RunFile, shards: readonly ShardFacts[]): Standing {
  const missing = missingShards(folder, run);
  const state = stateOf(folder, run, missing);
  const kinds = shards.filter(({ device }) => device !== "").map(kindOf);
  const mixed = new Set(kinds).size > 1 ? [...new Set(kinds)].sort() : [];
  const lines = [
    ...(state === "sealed" ? [] : [incompleteLine(folder, run.inputs.shards.length, missing)]),
    ...(mixed.length === 0
      ? []
      : [`mixed: shards were scored by ${mixed.join("; ")}: scores differ a little between them`]),
  ];
  return { state, missing, mixed, lines };
}

function kindOf({ device, runtime, sluice }: ShardFacts): string {
  return `sluice ${sluice} on ${device} (${runtime})`;
}

function incompleteLine(folder: string, shards: number, missing: readonly string[]): string {
  if (missing.length === 0)
    return `INCOMPLETE: every shard is scored and the run is not sealed; go on: sluice seal ${shellWord(folder)}`;
  return `INCOMPLETE: ${missing.length} of ${counted(shards, "shard")} are missing (${namesOf(missing)}); go on: sluice work ${shellWord(folder)}`;
}

/** Some names of shards, and whether there are more. */
export function namesOf(shards: readonly string[]): string {
  return `${shards.slice(0, NAMED).join(", ")}${shards.length > NAMED ? ", …" : ""}`;
}
