import { Box, Text } from "ink";
import { useEffect, useMemo, useReducer, useState } from "react";
import { leftOf, type OpenComparison } from "../../compare/comparison.ts";
import type { Side } from "../../compare/duel.ts";
import { compareVotes } from "../../compare/result.ts";
import { oneLine } from "../../errors.ts";
import { printable } from "../../printable.ts";
import type { PairImages } from "../../review/pair-images.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Picture } from "../picture/picture.tsx";
import { compareBindings } from "./keys.ts";
import { type CompareState, compare } from "./state.ts";

/** Lines above and below the two pictures. */
const AROUND = 4;

/** Two pictures of one prompt, side by side; nobody says which model made which until the end. */
export function Compare({ comparison }: { readonly comparison: OpenComparison }) {
  const { settings, size, say } = useInterface();
  const { prompts, votes } = comparison;
  const [state, dispatch] = useReducer(compare, comparison, startOf);
  const [current] = state.pending;
  const images = useMemo(() => imagesOf(comparison), [comparison]);
  const made = useMade(comparison, current);
  const write = (work: Promise<void>) =>
    void work.catch((error: unknown) => say(`not written: ${oneLine(error)}`, "warning"));

  useFace({
    status: `${state.done.length}/${prompts.length} judged`,
    // Names of the models would tempt to guess.
    command: "sluice models compare A B --prompts FILE",
    onPanic: () => dispatch({ type: "hide" }),
    bindings: compareBindings({
      reveal: () => {
        if (current === undefined || state.revealed) return;
        if (!made) return say("the pictures are still being made");
        write(votes.reveal(current));
        dispatch({ type: "reveal", now: settings.now().getTime() });
      },
      vote: (choice) => {
        if (current === undefined) return;
        if (!state.revealed) return say("space shows both first");
        const now = settings.now();
        const seconds = (now.getTime() - state.since) / 1000;
        const left = leftOf(comparison, current);
        write(votes.vote({ time: now.toISOString(), prompt: current, choice, left, seconds }));
        dispatch({ type: "vote", choice });
      },
      skip: () => dispatch({ type: "skip" }),
      undo: () => {
        const last = state.done.at(-1);
        if (last === undefined) return say("nothing to undo");
        write(votes.undo(last));
        dispatch({ type: "undo" });
      },
    }),
  });

  if (current === undefined) return <Finished comparison={comparison} />;
  const left = leftOf(comparison, current);
  const half = Math.floor(size.columns / 2) - 1;
  const side = (shard: Side) => (
    <Box width={half} marginRight={2} height={size.rows - AROUND} overflow="hidden">
      <Picture
        images={images}
        shard={shard}
        row={current}
        veil={state.revealed ? "colour" : "mosaic"}
        columns={half}
        rows={size.rows - AROUND}
      />
    </Box>
  );
  return (
    <Box flexDirection="column">
      <Text wrap="truncate" bold>
        {printable(prompts[current] ?? "")}
      </Text>
      <Text dimColor wrap="truncate">
        {state.revealed ? "which fits the words better, and is the better picture?" : waiting(made)}
      </Text>
      <Box>
        {side(left)}
        {side(left === "a" ? "b" : "a")}
      </Box>
    </Box>
  );
}

function waiting(made: boolean): string {
  return made ? "space shows both" : "both pictures are being made…";
}

/** Whether both pictures of a prompt are there, or why they are not: nobody votes on what is still to come. */
function useMade(comparison: OpenComparison, prompt: number | undefined): boolean {
  const [made, setMade] = useState<number | undefined>(undefined);
  useEffect(() => {
    if (prompt === undefined) return;
    let here = true;
    const both = [comparison.picture("a", prompt), comparison.picture("b", prompt)];
    void Promise.all(both).then(() => here && setMade(prompt));
    return () => {
      here = false;
    };
  }, [comparison, prompt]);
  return made === prompt;
}

function Finished({ comparison }: { readonly comparison: OpenComparison }) {
  const { models, votes } = comparison;
  const { a, ties, p, left } = compareVotes(votes.votes());
  const percent = (value: number | null) => `${(100 * (value ?? 0)).toFixed(0)} %`;
  return (
    <Box flexDirection="column">
      <Text bold>All judged.</Text>
      <Text>
        {models.a} won {a.k} of {a.n} decided: {percent(a.rate)} [{percent(a.low)}, {percent(a.high)}]
        {p === null ? "" : `; sign test p = ${p.toPrecision(2)}`}
      </Text>
      <Text>
        {models.b} won {a.n - a.k}; {ties} ties
      </Text>
      <Text dimColor>
        the left picture won {left.k} of {left.n}: far from half means a habit of the eye
      </Text>
    </Box>
  );
}

function startOf({ prompts, votes }: OpenComparison): CompareState {
  const done = votes.votes().map(({ prompt }) => prompt);
  const pending = prompts.map((_, i) => i).filter((i) => !done.includes(i));
  return { pending, done, revealed: false, since: 0 };
}

/** The two models' pictures as the picture widget reads any: a side for a shard, a prompt for a row. */
function imagesOf(comparison: OpenComparison): PairImages {
  return {
    image: (side, prompt) => comparison.picture(side === "a" ? "a" : "b", prompt),
    close: () => {},
  };
}
