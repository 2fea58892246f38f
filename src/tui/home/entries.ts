import { basename } from "node:path";
import type { RunListing } from "../../explore/runs.ts";
import { auditRoute } from "../commands.ts";
import type { Route } from "../route.ts";

/** A line of the home screen; one without a route is a heading or a fact. */
export interface HomeEntry {
  readonly kind: "heading" | "run" | "dataset" | "model";
  readonly label: string;
  readonly detail: string;
  readonly warning: boolean;
  readonly route: Route | null;
}

const line = (
  kind: HomeEntry["kind"],
  label: string,
  detail: string,
  route: Route | null,
  warning = false,
) => ({
  kind,
  label,
  detail,
  route,
  warning,
});

/** Everything that home lists, in order. */
export function homeEntries(
  runs: readonly RunListing[],
  models: readonly { readonly id: string; readonly state: string }[],
  runsFolder: string,
): readonly HomeEntry[] {
  const datasets = [...new Set(["sample", ...runs.map(({ uri }) => uri).filter(Boolean)])];
  return [
    line("heading", "Runs", runs.length === 0 ? `none in ${runsFolder} yet` : "", null),
    ...runs.map((run) =>
      line("run", run.folder, runDetail(run), { screen: "run", folder: run.folder }, run.trouble !== null),
    ),
    line("heading", "Datasets", ":audit URI takes another one", null),
    ...datasets.map((uri) =>
      line(
        "dataset",
        uri,
        uri === "sample" ? "built in, harmless: a first look" : "audited before",
        auditRoute(uri, runsFolder),
      ),
    ),
    line("heading", "Models", "sluice models pull ID fetches one", null),
    ...models.map(({ id, state }) => line("model", id, state, null)),
  ];
}

function runDetail({ uri, shards, shardsDone, reviewers, trouble }: RunListing): string {
  if (trouble !== null) return trouble;
  const done =
    shardsDone < shards ? `${shardsDone} of ${shards} shards: ⏎ then a resumes` : `${shards} shards`;
  return [basename(uri), done, ...(reviewers > 0 ? [`${reviewers} reviewers`] : [])].join(" · ");
}

/** One sentence: the most useful thing to do now. */
export function nextStep(runs: readonly RunListing[]): string {
  const broken = runs.find(({ trouble }) => trouble !== null);
  if (runs.length === 0) return "Start here: ⏎ on “sample” audits 75 harmless pairs in seconds.";
  const unfinished = runs.find(({ shardsDone, shards, trouble }) => trouble === null && shardsDone < shards);
  if (unfinished) return `Go on: open ${unfinished.folder} and press a to finish its audit.`;
  const unseen = runs.find(({ reviewers, trouble }) => trouble === null && reviewers === 0);
  if (unseen) return `Nobody has reviewed ${unseen.folder} yet: open it and press r.`;
  if (broken) return `${broken.folder} cannot be read; the others can.`;
  return "Open a run: explore, review, calibrate, curate.";
}
