/** One step over a finished run, in a process of its own: `growth-steps.ts STEP RUN` prints seconds and peak memory as JSON. */
import { makeCard } from "../src/actions/card/make.ts";
import { openPairs } from "../src/actions/explore.ts";
import { openRun } from "../src/actions/open-run.ts";
import { reportRun } from "../src/actions/report.ts";
import { packScores } from "../src/run/pack.ts";
import { everything } from "../src/run/questions/lens.ts";
import { readRun } from "../src/run/run.ts";

/** What looks at all pairs of a run that is sealed. */
export const steps: Readonly<Record<string, (run: string) => Promise<unknown>>> = {
  // The first one: the others read the large files, as of any run of many shards that is sealed.
  pack: async (run) => packScores(run, await readRun(run)),
  decide: async (run) => (await openRun(run, "strict")).close(),
  report: (run) => reportRun(run),
  "card init": (run) => makeCard(run),
  async explore(run) {
    const view = await openRun(run);
    const rows = await openPairs(view, {
      ...everything,
      sort: { column: "text_toxicity", descending: true },
    });
    await rows.page(0, 40);
    await rows.close();
    view.close();
  },
};

if (process.argv[1] === import.meta.filename) {
  const [, , step = "", run = ""] = process.argv;
  const started = performance.now();
  await steps[step]?.(run);
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024 }));
}
