import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { HubStand, PushFile } from "../../../datasets/index.ts";
import { readConfig } from "../../extensions/config.ts";
import type { Curated } from "../../pipelines/curate/summary.ts";
import type { Context } from "../../process/events.ts";
import { counted } from "../../process/figures.ts";
import { hold } from "../../process/hold.ts";
import { besideRun } from "../../process/stand-in.ts";
import { readRun } from "../../run/run.ts";
import { auditDataset, begunWith } from "../audit.ts";
import { makeCard } from "../card/make.ts";
import { renderCard } from "../card/render.ts";
import { type CurateWish, curateRun } from "../curate.ts";
import type { RunAt } from "../open-run.ts";
import { askHub, type Pushed, type PushWish, pushFiles } from "./push.ts";

/** Documents that go with a dataset. */
export const DOCUMENTS = ["README.md", "croissant.json", "datasheet.md"] as const;

/** What came of it. */
export interface CuratedOnHub {
  readonly curated: Curated;
  readonly lost: boolean;
  /** Where it lies on this machine. */
  readonly folder: string;
  readonly pushed: Pushed;
  /** Documents that could not be made, with why. */
  readonly lacks: readonly string[];
}

/**
 * Curates a run, audits what was written by the run's own filters, documents it, and holds all of it against a dataset
 * of the hub: data, README, Croissant, datasheet and the list of what was removed are one commit, where that is asked for.
 * The hub is asked first: its refusal costs no work. @throws CliError (exit code 2) as {@link curateRun} and {@link askHub}
 */
export async function curateToHub(
  at: RunAt,
  wish: Omit<CurateWish, "to"> & PushWish,
  context: Context,
): Promise<CuratedOnHub> {
  // Before a folder beside it is thought of: the run may be no folder.
  await readRun(at.folder);
  const stand = await askHub(wish, context.signal);
  const beside = `${besideRun(at.folder)}.hub`;
  await mkdir(dirname(beside), { recursive: true });
  const letGo = await hold(`${beside}.json`, beside);
  return curateInto(beside, stand, at, wish, context).finally(letGo);
}

async function curateInto(
  beside: string,
  stand: HubStand,
  at: RunAt,
  wish: Omit<CurateWish, "to"> & PushWish,
  context: Context,
): Promise<CuratedOnHub> {
  const folder = join(beside, "dataset");
  const run = join(beside, "run");
  // Made by this alone, and anew each time: labels and policy may be others by now.
  for (const own of [folder, run]) await rm(own, { recursive: true, force: true });
  const { curated, lost } = await curateRun(at, { ...wish, to: folder }, context);
  const lacks = await documented(at.folder, folder, run, context);
  const files = [...(await dataIn(folder)), ...documentsIn(join(run, "cards"))];
  const title = `${counted(curated.pairs.written, "pair")} by policy ${curated.policy.name} v${curated.policy.version} (Sluice)`;
  const pushed = await pushFiles(wish, stand, files, true, title, context.signal);
  return { curated, lost, folder, pushed, lacks };
}

/** Audits a curated dataset as its source was audited, and writes its documents with the source's answers. */
async function documented(
  source: string,
  data: string,
  run: string,
  context: Context,
): Promise<readonly string[]> {
  const { filters = [], models = {} } = await begunWith(source, await readConfig(undefined, process.cwd()));
  const command = ["sluice", "audit", data];
  await auditDataset({ uris: [data], out: run, filters, models, device: "auto", command }, context);
  const card = join(source, "cards", "card.yaml");
  if (existsSync(card)) {
    await mkdir(join(run, "cards"), { recursive: true });
    await cp(card, join(run, "cards", "card.yaml"));
  }
  await makeCard(run, {});
  const { refused, lacks } = await renderCard(run, {}, context.signal);
  return [...refused.map(({ id, reason }) => `no ${id}: ${reason}`), ...lacks];
}

async function dataIn(folder: string): Promise<readonly PushFile[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return (
    all
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: relative(folder, file).replaceAll(sep, "/"), content: { file } }))
      // The card says which files are which split, and more.
      .filter(({ path }) => path !== "README.md")
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  );
}

/** The documents of a card that are there. */
export function documentsIn(folder: string): readonly PushFile[] {
  return DOCUMENTS.filter((name) => existsSync(join(folder, name))).map((name) => ({
    path: name,
    content: { file: join(folder, name) },
  }));
}
