import { Box, Text } from "ink";
import { count } from "../../process/figures.ts";
import type { ReviewPlan } from "../../review/plan.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { judged, type ReviewState } from "../../screens/review/state.ts";
import { CHOOSES_ANOTHER, nextSteps } from "../../screens/review/words.ts";
import { Hint } from "../kit/hint.tsx";

/** The queue is empty: what was said, and what to do with it. */
export function Finished({
  state,
  folder,
  asked,
}: {
  readonly state: ReviewState;
  readonly folder: string;
  readonly asked: ReviewPlan["asked"];
}) {
  const done = judged(state);
  const of = (verdict: string) => done.filter((one) => one.verdict === verdict).length;
  if (done.length === 0)
    return (
      <Box flexDirection="column">
        <Text>Nothing to judge: the queue is empty.</Text>
        <Hint dimColor>{CHOOSES_ANOTHER}</Hint>
      </Box>
    );
  return (
    <Box flexDirection="column">
      <Text>
        All {count(done.length)} judged: <Text color="green">{of("keep")} keep</Text>,{" "}
        <Text color="red">{of("drop")} drop</Text>, {of("unsure")} unsure.{" "}
        <Hint>{`${theKey("z")} takes the last one back.`}</Hint>
      </Text>
      <Text> </Text>
      <Text>What to do next</Text>
      <Hint wrap="truncate">{` ${theKey("t")} move a rule's threshold, with precision and recall from these labels`}</Hint>
      {nextSteps(folder, asked).map((line) => (
        <Text key={line} wrap="truncate">
          {" "}
          {line}
        </Text>
      ))}
    </Box>
  );
}
