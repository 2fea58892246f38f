import { defaultLimits } from "../../exposure/ladder.ts";
import { limitsFrom } from "../../exposure/own-limits.ts";
import { ownKeysOf } from "../../keys/own-keys.ts";
import { reviewerName } from "../../process/account.ts";
import type { Route } from "../../screens/route.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { wholeNumber } from "../../words/options.ts";
import { addReviewFlags, limitsOf, queueOf, type ReviewFlags } from "../../words/review-flags.ts";

type ReviewRoute = Extract<Route, { readonly screen: "review" | "gallery" }>;

function startOf(folder: string, flags: Flags): ReviewRoute {
  const { gallery } = flags;
  if (gallery === undefined) return { screen: "review", folder, queue: queueOf(flags) };
  return {
    screen: "gallery",
    folder,
    lens: { where: gallery === true ? null : gallery, text: "", sort: null },
  };
}

interface Flags extends ReviewFlags {
  readonly port?: number;
  readonly gallery?: string | true;
  readonly json?: boolean;
}

export const addServe: AddCommand = (program, session) => {
  const serve = program
    .command("serve")
    .description(
      "review a run in a browser of this machine: the terminal's keys, veil, ladder, budget and labels",
    )
    .argument("<run>", "a run's folder");
  addReviewFlags(serve)
    .option(
      "--gallery [sql]",
      "begin with a grid of pairs, all or those for which the predicate holds, in place of a queue",
    )
    .option("--port <n>", "where it listens, on 127.0.0.1 alone (any that is free)", wholeNumber(0))
    .option("--json", "print one JSON document with the address on stdout")
    .addHelpText(
      "after",
      "\nThe address holds a token: who has it judges under your name. Ctrl-C ends it, labels are kept.\n\nExamples:\n  sluice serve runs/sample\n  sluice serve runs/sample --gallery 'image_score > 0.4'\n  sluice serve runs/sample --port 8800 --judge-from mosaic --reviewer ann",
    )
    .action(async (run: string, flags: Flags) => {
      const { env, signal, now } = session;
      const { policy, reviewer = reviewerName(env), data = null, port = 0 } = flags;
      const { serveRun } = await import("../../browser/serve.ts");
      const served = await serveRun(startOf(run, flags), {
        policy,
        reviewer,
        data,
        limits: { ...defaultLimits, ...limitsFrom(env), ...limitsOf(flags) },
        keys: ownKeysOf(env["SLUICE_KEYS"] ?? ""),
        now,
        port,
        signal,
      });
      const { url, labels } = served;
      session.print(flags.json ? jsonText({ schema: "sluice.serve/1", url, reviewer, labels }) : url);
      session.say(`serving ${run} to ${reviewer}, on this machine alone; Ctrl-C ends it`);
      await served.ended;
      session.say(`ended; what was judged is kept in ${labels}`);
    });
};
