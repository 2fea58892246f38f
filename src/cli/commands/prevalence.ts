import type { LeftBehind } from "../../actions/left-behind.ts";
import type { LabelPrevalence, Prevalences } from "../../actions/prevalence.ts";
import { count, counted, percent, percentInterval } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

interface Flags {
  readonly evaluation?: string;
  readonly policy?: string;
  readonly json?: boolean;
}

export const addPrevalence: AddCommand = (program, session) => {
  program
    .command("prevalence")
    .description(
      "how often captions are something, and not how often they are flagged: corrected for measured errors",
    )
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option(
      "--evaluation <file>",
      "evaluation.json of sluice models evaluate (default: the one of the run's model)",
    )
    .option(
      "--policy <file>",
      "whose leavings are judged: default, strict or a YAML file (default: the run's)",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nShares are corrected by Rogan and Gladen's estimate, with the model's errors as its evaluation measured them, on\nthat evaluation's texts: where the run's are of another kind, so are the errors. Pairs that were not measured are not\nclean: the last line of each label has them as none and as all. Where an evaluation cannot tell, it says flagged.\nWhat the policy left is judged by filters that no rule of it reads and by a random sample of kept pairs that people\nread, never by the filters that decided.\n\nExample:\n  sluice prevalence runs/first --json",
    )
    .action(async (run: string, { evaluation, policy, json }: Flags) => {
      const { prevalencesOf } = await import("../../actions/prevalence.ts");
      const found = await prevalencesOf({ folder: run, policy }, evaluation);
      session.print(json ? jsonText(found) : prevalenceText(found).join("\n"));
    });
};

function prevalenceText({ evaluation, labels, read, pairs, left, run }: Prevalences): readonly string[] {
  const head =
    evaluation === null
      ? "no evaluation of the run's models is at hand (--evaluation FILE): rates of summary and report are of flags"
      : `errors as measured for ${evaluation.model} on ${evaluation.data} (SHA-256 ${evaluation.sha256.slice(0, 12)}…)`;
  return [
    head,
    ...labels.flatMap((label) => labelText(label, pairs)),
    ...read.map(
      ({ signal, share: { value, low, high } }) =>
        `read: ${percentInterval(value, low, high)} of all pairs, by a random sample over ${signal} that people read`,
    ),
    ...leftText(left, run),
  ];
}

function leftText(
  { policy, kept, pairs, decidedBy, opinions, unseen, read }: LeftBehind,
  run: string,
): readonly string[] {
  const said = opinions.map(
    ({ by, says, k, n, rate, low, high, unmeasured, bounds }) =>
      `  second opinion, ${by}: ${says} in ${count(k)} of ${count(n)}, ${percentInterval(rate, low, high)}; ${count(unmeasured)} unmeasured are not clean: ${percent(bounds.low)} to ${percent(bounds.high)} of all kept`,
  );
  return [
    `left by ${policy}: ${count(kept)} of ${counted(pairs, "pair")}, decided by ${decidedBy.join(", ") || "no filter"}`,
    ...said,
    ...unseen.map((side) => `  ${side}: nobody but the filters that decided has judged it`),
    read === null
      ? `  read: no random sample of kept pairs; draw one: sluice review ${shellWord(run)} --strategy stratified`
      : `  read: ${count(read.share.k)} of ${count(read.share.n)} kept pairs should be dropped, at most ${percent(read.atMost)} of all kept (95 %), ${count(read.unsettled)} unsure or open as to drop`,
  ];
}

function labelText(
  { label, cut, flagged, measured, unmeasured, flagRate, examples, corrected, bounds }: LabelPrevalence,
  pairs: number,
): readonly string[] {
  const { rate, low, high } = flagRate;
  const by = `${count(examples.positives)} examples with it and ${count(examples.negatives)} without`;
  const said = `  flagged at ${cut}: ${count(flagged)} of ${count(measured)} measured, ${percentInterval(rate, low, high)}`;
  if (corrected === null || bounds === null)
    return [`${label}: flagged only; ${by} do not show how often a flag is right here`, said];
  return [
    `${label}: ${percentInterval(corrected.rate, corrected.low, corrected.high)} of measured captions, corrected by ${by}`,
    said,
    `  of all ${counted(pairs, "pair")}: from ${percent(bounds.low)} to ${percent(bounds.high)}, with ${count(unmeasured)} unmeasured as none or as all`,
  ];
}
