import { readFile } from "node:fs/promises";
import {
  commitToHub,
  diffWithHub,
  type HubDiff,
  type PushFile,
  readmeOnHub,
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
 * Holds files against a dataset of the hub, and makes them one commit where that is asked for.
 * @param whole whether they are all of its data
 * @throws CliError (exit code 2) where a question is open, or the place is none
 */
export async function pushFiles(
  { to, push = false, ...answers }: PushWish,
  files: readonly PushFile[],
  whole: boolean,
  title: string,
  signal: AbortSignal,
): Promise<Pushed> {
  trafficBy(trafficSoFar);
  const readme = await readmeOf(files);
  const said = { "not-for-all-audiences": answers.notForAllAudiences, gated: answers.gated };
  const set = (["not-for-all-audiences", "gated"] as const).filter((question) => said[question] === true);
  const openOf = (questions: readonly HubQuestion[]) =>
    [...new Set(questions)].filter((question) => said[question] === undefined);
  const found = questionsIn(readme);
  if (push) refuseOpen(to, openOf(found), "the audit found flagged pairs in it");
  const all = files.map((file) =>
    file.path === "README.md" ? { path: file.path, content: { text: withAnswers(readme, answers) } } : file,
  );
  const { diff, there } = await heldAgainst(to, all, whole, signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  // What the owner has set there is not taken away by a README that does not speak of it.
  const open = openOf([...found, ...questionsIn(there ?? "")]);
  if (push) refuseOpen(to, open, "its README there asks readers for more than the one that is to replace it");
  const isNothing = diff.added.length + diff.changed.length + diff.removed.length === 0;
  const commit = push && !isNothing ? await commitToHub(to, all, diff, title, signal) : null;
  return { ...diff, commit, open, set };
}

async function heldAgainst(to: string, files: readonly PushFile[], whole: boolean, signal: AbortSignal) {
  const diff = await diffWithHub(to, files, whole, signal);
  const replaces = files.some(({ path }) => path === "README.md");
  return { diff, there: replaces ? await readmeOnHub(to, diff.parent, signal) : null };
}

function refuseOpen(to: string, open: readonly HubQuestion[], why: string): void {
  if (open.length > 0)
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
