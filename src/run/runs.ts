import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { oneLine } from "../process/errors.ts";
import { chosenPolicy } from "./chosen-policy.ts";
import { readRun } from "./run.ts";
import { ownScores, sealedScores } from "./sealed.ts";

/** A run as a list shows it. */
export interface RunListing {
  readonly folder: string;
  readonly uri: string;
  readonly shardsDone: number;
  readonly shards: number;
  /** Reviewers who left labels. */
  readonly reviewers: number;
  /** Name, or file name, of the policy that decides it. */
  readonly policy: string;
  /** When `run.json` was last written, for sorting. */
  readonly changed: number;
  /** Why it cannot be opened; null for a sound one. */
  readonly trouble: string | null;
}

/** The runs in a folder, last changed first; one that is damaged is listed with what is wrong. */
export async function findRuns(folder: string): Promise<readonly RunListing[]> {
  const names = await readdir(folder).catch(() => []);
  const runs = names.map((name) => join(folder, name)).filter((path) => existsSync(join(path, "run.json")));
  const listed = await Promise.all(runs.map(listing));
  return listed.sort((a, b) => b.changed - a.changed || a.folder.localeCompare(b.folder));
}

async function listing(folder: string): Promise<RunListing> {
  const changed = (await stat(join(folder, "run.json"))).mtimeMs;
  const count = async (sub: string, ending: string) =>
    (await readdir(join(folder, sub)).catch(() => [])).filter((name) => name.endsWith(ending)).length;
  const counts = {
    folder,
    changed,
    shardsDone: 0,
    reviewers: await count("labels", ".jsonl"),
  };
  try {
    const { inputs } = await readRun(folder);
    const policy = basename(await chosenPolicy(folder), ".yaml");
    const sealed = sealedScores(folder);
    const shardsDone = ownScores(folder, sealed).length + (sealed?.shards.size ?? 0);
    return { ...counts, policy, uri: inputs.uri, shardsDone, shards: inputs.shards.length, trouble: null };
  } catch (error) {
    return { ...counts, policy: "", uri: "", shards: 0, trouble: oneLine(error) };
  }
}
