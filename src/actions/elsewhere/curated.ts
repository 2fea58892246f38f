import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Curated } from "../../pipelines/curate/summary.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { hold } from "../../process/hold.ts";
import { besideRun } from "../../process/stand-in.ts";
import { readRun } from "../../run/run.ts";
import { type CurateWish, curateRun } from "../curate.ts";
import type { RunAt } from "../open-run.ts";
import { type PushedFolder, pushFolder, refuseTaken } from "./push.ts";

/** What came of it. */
export interface CuratedInStore {
  readonly curated: Curated;
  readonly lost: boolean;
  readonly pushed: PushedFolder;
}

/**
 * Curates a run into an empty place of object storage, by a folder beside the run that goes once it is there.
 * @throws CliError (exit code 2) as {@link curateRun} and {@link pushFolder}; where the push failed, it says how to go on
 */
export async function curateToStore(
  at: RunAt,
  { to, ...wish }: CurateWish,
  context: Context,
): Promise<CuratedInStore> {
  // Before a folder beside it is thought of: the run may be no folder.
  await readRun(at.folder);
  await refuseTaken(to, context.signal);
  const beside = `${besideRun(at.folder)}.s3`;
  const folder = join(beside, "dataset");
  await mkdir(dirname(beside), { recursive: true });
  const letGo = await hold(`${beside}.json`, beside);
  try {
    // Made by this alone, and anew each time: labels and policy may be others by now.
    await rm(folder, { recursive: true, force: true });
    const { curated, lost } = await curateRun(at, { ...wish, to: folder }, context);
    const pushed = await pushMade(folder, to, context);
    await rm(beside, { recursive: true, force: true });
    return { curated, lost, pushed };
  } finally {
    await letGo();
  }
}

async function pushMade(folder: string, to: string, context: Context): Promise<PushedFolder> {
  try {
    return await pushFolder(folder, to, context);
  } catch (cause) {
    context.signal.throwIfAborted();
    throw new CliError(`${oneLine(cause)}; it is curated: go on with sluice push "${folder}" "${to}"`, {
      exitCode: 2,
      cause,
    });
  }
}
