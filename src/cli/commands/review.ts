import { reviewerName } from "../../process/account.ts";
import { printable } from "../../process/printable.ts";
import type { ReviewPlan } from "../../review/plan.ts";
import { openInterface } from "../../tui/open-interface.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { addReviewFlags, limitsOf, queueOf, type ReviewFlags } from "../../words/review-flags.ts";
import { addReviewLabels } from "./review-labels.ts";

interface Flags extends ReviewFlags {
  readonly list?: boolean;
  readonly json?: boolean;
}

export const addReview: AddCommand = (program, session) => {
  const review = addReviewFlags(
    program
      .command("review")
      // So that flags behind `import` and `export` are theirs.
      .enablePositionalOptions()
      .description("judge a run's pairs one by one, each hidden until more is asked for")
      .argument("<run>", "a run's folder"),
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
        const plan = await planReviewOf({ folder: run, policy }, reviewer, queueOf(flags));
        for (const trouble of plan.troubles) session.say(`warning: ${printable(trouble)}`);
        return printPlan(plan, flags, session.print);
      }
      await openInterface(
        { screen: "review", folder: run, queue: queueOf(flags) },
        { policy, reviewer, limits: limitsOf(flags), ...(data === undefined ? {} : { data }) },
        session,
      );
    });
  addReviewLabels(review, session);
};

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
