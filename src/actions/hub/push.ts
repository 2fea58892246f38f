import { readFile } from "node:fs/promises";
import {
  commitToHub,
  diffWithHub,
  type HubDiff,
  type HubStand,
  type PushFile,
  standOnHub,
  trafficSoFar,
} from "../../../datasets/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { trafficBy } from "../../process/network.ts";
import { type HubAnswers, type HubQuestion, questionsIn, withAnswers } from "./front.ts";

/** Where something goes on the hub, and what a person decided of it. */
export interface PushWish extends HubAnswers {
  /** `hf://datasets/ORG/NAME` or `…@BRANCH`. */
  readonly to: string;
  /** Without it, only the difference is shown. */
  readonly push?: boolean;
}

/** What a push changed, or would. */
export interface Pushed extends Omit<HubDiff, "parent"> {
  readonly parent: string;
  /** Null where it was only shown. */
  readonly commit: string | null;
  /** What has to be answered before anything is pushed. */
  readonly open: readonly HubQuestion[];
  /** What was answered with yes. */
  readonly set: readonly HubQuestion[];
}

/**
 * What stands there, asked before any work is done for it.
 * @throws CliError (exit code 2) where the hub refuses it, the place is none, or its README puts a question that is open
 */
export async function askHub(wish: PushWish, signal: AbortSignal): Promise<HubStand> {
  trafficBy(trafficSoFar);
  const stand = await standOnHub(wish.to, wish.push === true, signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  refuseOpen(wish, stand.readme, "its README there asks readers for more than the one that is to replace it");
  return stand;
}

/**
 * Holds files against what stands at the hub, and makes them one commit where that is asked for.
 * @param whole whether they are all of its data
 * @throws CliError (exit code 2) where a question is open
 */
export async function pushFiles(
  wish: PushWish,
  stand: HubStand,
  files: readonly PushFile[],
  whole: boolean,
  title: string,
  signal: AbortSignal,
): Promise<Pushed> {
  const readme = await readmeOf(files);
  refuseOpen(wish, readme, "the audit found flagged pairs in it");
  const all = files.map((file) =>
    file.path === "README.md" ? { path: file.path, content: { text: withAnswers(readme, wish) } } : file,
  );
  const diff = await diffWithHub(stand, all, whole);
  const isNothing = diff.added.length + diff.changed.length + diff.removed.length === 0;
  const commit = wish.push && !isNothing ? await commitToHub(wish.to, all, diff, title, signal) : null;
  // What the owner has set there is not taken away by a README that does not speak of it.
  const open = [...new Set([...openOf(wish, readme), ...openOf(wish, stand.readme)])];
  const set = (["not-for-all-audiences", "gated"] as const).filter(
    (question) => said(wish)[question] === true,
  );
  return { ...diff, commit, open, set };
}

const said = ({ gated, notForAllAudiences }: HubAnswers) => ({
  "not-for-all-audiences": notForAllAudiences,
  gated,
});

function openOf(answers: HubAnswers, readme: string | null): readonly HubQuestion[] {
  return questionsIn(readme ?? "").filter((question) => said(answers)[question] === undefined);
}

function refuseOpen({ to, push, ...answers }: PushWish, readme: string | null, why: string): void {
  const open = openOf(answers, readme);
  if (push && open.length > 0)
    throw new CliError(
      `Cannot push to "${to}": ${why}, so say ${open.map((one) => `--${one} yes or no`).join(", and ")}`,
      { exitCode: 2 },
    );
}

async function readmeOf(files: readonly PushFile[]): Promise<string> {
  const readme = files.find(({ path }) => path === "README.md");
  if (readme === undefined) return "";
  return "text" in readme.content ? readme.content.text : readFile(readme.content.file, "utf8");
}
