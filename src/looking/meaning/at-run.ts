import { type RunAt, withRun } from "../../actions/open-run.ts";
import { captionVectors, type EmbedWish } from "./embed.ts";
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

/** Makes the vectors of a run's captions where they are not there yet. @returns how many captions have one @throws CliError as {@link captionVectors} */
export function embedAt(at: RunAt, wish: EmbedWish): Promise<number> {
  return withRun(at, async (run) => (await captionVectors(run, wish)).count);
}
