import { basename } from "node:path";
import { counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { RunListing } from "../../run/runs.ts";
import { theKey } from "../kit/hints.ts";
import { auditRoute, type Route } from "../route.ts";

/** A line of the home screen; a model has no screen of its own, a heading is none to choose. */
export interface HomeEntry {
  readonly kind: "heading" | "run" | "dataset" | "model";
  readonly label: string;
  readonly detail: string;
  readonly warning: boolean;
  readonly route: Route | null;
  /** Audits it, again where it was audited before; only of a dataset. */
  readonly audit?: Route;
  /** The same on the command line. */
  readonly command: string;
}

const heading = (label: string, detail: string): HomeEntry => ({
  kind: "heading",
  label,
  detail,
  route: null,
  warning: false,
  command: "sluice",
});

/** Everything that home lists, in order. */
export function homeEntries(
  runs: readonly RunListing[],
  models: readonly { readonly id: string; readonly state: string }[],
  runsFolder: string,
): readonly HomeEntry[] {
  const datasets = [...new Set(["sample", ...runs.map(({ uri }) => uri).filter(Boolean)])];
  return [
    heading("Runs", runs.length === 0 ? `none in ${runsFolder} yet` : ""),
    ...runs.map(
      (run): HomeEntry => ({
        kind: "run",
        label: run.folder,
        detail: runDetail(run),
        route: { screen: "run", folder: run.folder },
        warning: run.trouble !== null,
        command: `sluice report ${shellWord(run.folder)}`,
      }),
    ),
    heading("Datasets", ":audit URI takes another one"),
    ...datasets.map((uri) => datasetEntry(uri, runs, runsFolder)),
    heading("Models", "sluice models pull ID fetches one"),
    ...models.map(
      ({ id, state }): HomeEntry => ({
        kind: "model",
        label: id,
        detail: state,
        route: null,
        warning: state === "damaged",
        command: modelCommand(id, state),
      }),
    ),
  ];
}

/** A dataset that was audited before opens its newest run: nothing that is done is done again unasked. */
function datasetEntry(uri: string, runs: readonly RunListing[], runsFolder: string): HomeEntry {
  const audit = auditRoute(uri, runsFolder);
  const before = runs.find((run) => run.uri === uri && run.trouble === null);
  const line = { kind: "dataset", label: uri, warning: false, audit } as const;
  if (before === undefined)
    return {
      ...line,
      detail: "built in, harmless: a first look",
      route: audit,
      command: `sluice audit ${shellWord(uri)}`,
    };
  const { folder } = before;
  return {
    ...line,
    detail: `${theKey("enter")} opens ${folder}, ${theKey("a")} audits anew`,
    route: { screen: "run", folder },
    command: `sluice report ${shellWord(folder)}`,
  };
}

function modelCommand(id: string, state: string): string {
  if (state === "not pinned") return `sluice models pin ${id} --commit COMMIT`;
  return `sluice models ${state === "not pulled" ? "pull" : "verify"} ${id}`;
}

function runDetail({ folder, uri, policy, shards, shardsDone, reviewers, trouble }: RunListing): string {
  // The line begins with the run's name already.
  if (trouble !== null) return trouble.replace(`Cannot open run "${folder}": `, "");
  const done =
    shardsDone < shards
      ? `${shardsDone} of ${counted(shards, "shard")}: ${theKey("enter")} then ${theKey("a", "run")} resumes`
      : counted(shards, "shard");
  const labelled = reviewers === 0 ? [] : [counted(reviewers, "reviewer")];
  return [basename(uri), done, `policy ${policy}`, ...labelled].join(" · ");
}

/** One sentence: the most useful thing to do now. */
export function nextStep(runs: readonly RunListing[]): string {
  const broken = runs.find(({ trouble }) => trouble !== null);
  if (runs.length === 0)
    return `Start here: ${theKey("enter")} on “sample” audits 75 harmless pairs in seconds.`;
  const unfinished = runs.find(({ shardsDone, shards, trouble }) => trouble === null && shardsDone < shards);
  if (unfinished)
    return `Go on: open ${unfinished.folder} and press ${theKey("a", "run")} to finish its audit.`;
  const unseen = runs.find(({ reviewers, trouble }) => trouble === null && reviewers === 0);
  if (unseen) return `Nobody has reviewed ${unseen.folder} yet: open it and press ${theKey("r", "run")}.`;
  if (broken) return `${broken.folder} cannot be read; the others can.`;
  return "Open a run: explore, review, calibrate, curate.";
}
