import { type RunAt, withRun } from "../../actions/open-run.ts";
import { type Topic, type TopicsWish, topicsOf } from "./topics.ts";

/** The topics of a run's captions, the largest first, and how many pairs the run has. @throws CliError as {@link topicsOf} */
export function topicsAt(
  at: RunAt,
  wish: TopicsWish,
): Promise<{ readonly pairs: number; readonly topics: readonly Topic[] }> {
  return withRun(at, async (run) => {
    const { keep, review, drop } = run.decisions.actions;
    return { pairs: keep + review + drop, topics: (await topicsOf(run, wish)).topics };
  });
}
