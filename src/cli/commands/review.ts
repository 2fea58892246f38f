import { type Limits, rungs } from "../../exposure/ladder.ts";
import { reviewerName } from "../../process/account.ts";
import { printable } from "../../process/printable.ts";
import type { ReviewPlan, ReviewQueue } from "../../review/plan.ts";
import { openInterface } from "../../tui/open-interface.ts";
import type { AddCommand } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { finiteNumber, oneOf, score, wholeNumber } from "../options.ts";
import { addReviewLabels } from "./review-labels.ts";

interface Flags {
  readonly strategy?: ReviewQueue["strategy"];
  readonly signal?: string;
  readonly cut?: number;
  readonly size?: number;
  readonly seed?: number;
  readonly view?: string;
  readonly reviewer?: string;
  readonly policy?: string;
  readonly data?: string;
  readonly exposureBudget?: number;
  readonly breakAfter?: number;
  readonly hideAfter?: number;
  readonly veil?: number;
  readonly judgeFrom?: (typeof rungs)[number];
  readonly startRung?: (typeof rungs)[number];
  readonly list?: boolean;
  readonly json?: boolean;
}

export const addReview: AddCommand = (program, session) => {
  const review = program
    .command("review")
    // So that flags behind `import` and `export` are theirs.
    .enablePositionalOptions()
    .description("judge a run's pairs one by one, each hidden until more is asked for")
    .argument("<run>", "a run's folder")
    .option(
      "--strategy <name>",
      "flagged, around (a cut), stratified (over score bins, by chance), clusters (of near duplicates) or adjudicate (what reviewers disagree on); without it the queue that was left",
      oneOf("flagged", "around", "stratified", "clusters", "adjudicate"),
    )
    .option("--signal <id>", "what around and stratified go by, as text_toxicity")
    .option("--cut <score>", "where around looks", finiteNumber)
    .option("--view <name>", "go through a view that was saved with :save")
    .option("--size <n>", "pairs at most", wholeNumber(1))
    .option("--seed <n>", "which pairs chance draws", wholeNumber(0))
    .option(
      "--reviewer <name>",
      "whose label file is written (default: $SLUICE_REVIEWER, or the user's name)",
    )
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--exposure-budget <points>", "what may be revealed in 12 hours (100)", wholeNumber(0))
    .option("--break-after <n>", "verdicts after which a break is due (100)", wholeNumber(1))
    .option(
      "--hide-after <seconds>",
      "when revealed images hide by themselves (3); a caption stays as long as it takes to read",
      wholeNumber(1),
    )
    .option(
      "--judge-from <rung>",
      `what must have been drawn of a pair before a verdict on it counts: ${rungs.join(", ")} (text)`,
      oneOf(...rungs),
    )
    .option(
      "--start-rung <rung>",
      "what a pair comes up with, counted as if it was asked for (text)",
      oneOf(...rungs),
    )
    .option(
      "--veil <score>",
      "captions that score below it stand in clear, and are counted (0: all stay masked)",
      score,
    )
    .option("--list", "print the pairs still to judge as tab-separated lines, and open nothing")
    .option("--json", "print them as one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice review runs/sample\n  sluice review runs/sample --strategy stratified --signal image_nsfw --size 200 --reviewer ann",
    )
    .action(async (run: string, flags: Flags) => {
      const { policy, reviewer = reviewerName(session.env), data } = flags;
      if (flags.list || flags.json) {
        const { planReviewOf } = await import("../../actions/review.ts");
        const plan = await planReviewOf({ folder: run, policy }, reviewer, asked(flags));
        for (const trouble of plan.troubles) session.say(`warning: ${printable(trouble)}`);
        return printPlan(plan, flags, session.print);
      }
      await openInterface(
        { screen: "review", folder: run, queue: asked(flags) },
        { policy, reviewer, limits: limitsOf(flags), ...(data === undefined ? {} : { data }) },
        session,
      );
    });
  addReviewLabels(review, session);
};

function asked({ strategy, signal, cut, size, seed, view }: Flags): Partial<ReviewQueue> {
  const given = { strategy: view === undefined ? strategy : "view", signal, cut, size, seed, view };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function limitsOf(flags: Flags): Partial<Limits> {
  const { exposureBudget, breakAfter, hideAfter, judgeFrom, startRung, veil } = flags;
  return {
    ...(exposureBudget === undefined ? {} : { budget: exposureBudget }),
    ...(breakAfter === undefined ? {} : { breakAfter }),
    ...(hideAfter === undefined ? {} : { hideAfter }),
    ...(veil === undefined ? {} : { veil }),
    ...(judgeFrom === undefined ? {} : { judgeFrom: rungs.indexOf(judgeFrom) }),
    ...(startRung === undefined ? {} : { startRung: rungs.indexOf(startRung) }),
  };
}

function printPlan(
  { asked: queue, design, about, pending, done }: ReviewPlan,
  { json }: Flags,
  print: (text: string) => void,
): void {
  if (json)
    print(
      jsonText({
        schema: "sluice.queue/1",
        queue,
        design,
        about,
        done: done.filter(({ record }) => record.verdict !== "skip").length,
        pending,
      }),
    );
  else
    for (const { key, shard, row, stratum, probability } of pending)
      print([key, shard, row, stratum ?? "", probability ?? ""].join("\t"));
}
