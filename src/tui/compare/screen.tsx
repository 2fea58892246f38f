import { Box, Text } from "ink";
import { useEffect, useMemo, useReducer, useState } from "react";
import { leftOf, type OpenComparison } from "../../compare/comparison.ts";
import type { Side } from "../../compare/duel.ts";
import { type DuelStanding, duelStandingOf } from "../../compare/progress.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Picture } from "../picture/picture.tsx";
import { Finished, noUndo } from "./finished.tsx";
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
  const standing = useStanding(comparison, current);
  const left = current === undefined ? "a" : leftOf(comparison, current);
  const hint = hintOf(standing, left);
  const write = (work: Promise<void>) =>
    void work.catch((error: unknown) => say(`not written: ${oneLine(error)}`, "warning"));

  useFace({
    status: `${state.done.length}/${prompts.length} done`,
    // Names of the models would tempt to guess.
    command: "sluice models compare A B --prompts FILE",
    onPanic: () => dispatch({ type: "hide" }),
    bindings: compareBindings(current !== undefined, {
      reveal: () => {
        if (current === undefined || state.revealed) return;
        if (standing.kind !== "ready") return say(hint);
        write(votes.reveal(current));
        dispatch({ type: "reveal", now: settings.now().getTime() });
      },
      vote: (choice) => {
        if (current === undefined) return;
        if (standing.kind !== "ready") return say(hint);
        if (!state.revealed) return say("space shows both first");
        const now = settings.now();
        const seconds = (now.getTime() - state.since) / 1000;
        write(votes.vote({ time: now.toISOString(), prompt: current, choice, left, seconds }));
        dispatch({ type: "vote", choice });
      },
      goOn: () => {
        if (current === undefined) return;
        if (standing.kind !== "refused") return say("enter goes on only where a picture was withheld");
        const time = settings.now().toISOString();
        write(votes.refuse({ time, prompt: current, refused: standing.refused }));
        dispatch({ type: "refuse" });
      },
      skip: () => dispatch({ type: "skip" }),
      undo: () => {
        if (current === undefined) return say(noUndo);
        const last = state.done.at(-1);
        if (last === undefined) return say("nothing to undo");
        write(votes.undo(last));
        dispatch({ type: "undo" });
      },
    }),
  });

  if (current === undefined) return <Finished comparison={comparison} />;
  const half = Math.floor(size.columns / 2) - 1;
  const side = (shard: Side) => (
    <Box width={half} marginRight={2} height={size.rows - AROUND} overflow="hidden">
      <Picture
        images={images}
        shard={shard}
        row={current}
        obscuring={state.revealed ? "colour" : "mosaic"}
        columns={half}
        rows={size.rows - AROUND}
      />
    </Box>
  );
  return (
    <Box flexDirection="column">
      <Text wrap="truncate" bold>
        {printable(wordsOf(prompts[current]))}
      </Text>
      <Text dimColor wrap="truncate">
        {state.revealed ? "which fits the words better, and is the better picture?" : hint}
      </Text>
      <Box>
        {side(left)}
        {side(left === "a" ? "b" : "a")}
      </Box>
    </Box>
  );
}

/** Where a prompt's two pictures stand: nobody votes on what is still to come, or never comes. */
function useStanding(comparison: OpenComparison, prompt: number | undefined): DuelStanding {
  const [found, setFound] = useState<{ readonly prompt: number; readonly standing: DuelStanding } | null>(
    null,
  );
  useEffect(() => {
    if (prompt === undefined) return;
    let here = true;
    const both = [comparison.picture("a", prompt), comparison.picture("b", prompt)] as const;
    void Promise.all(both).then(([a, b]) => here && setFound({ prompt, standing: duelStandingOf({ a, b }) }));
    return () => {
      here = false;
    };
  }, [comparison, prompt]);
  return found !== null && found.prompt === prompt ? found.standing : { kind: "making" };
}

/** What can be done with a prompt's pictures; of a refused one its place, which tells no model. */
function hintOf(standing: DuelStanding, left: Side): string {
  switch (standing.kind) {
    case "making":
      return "both pictures are being made…";
    case "ready":
      return "space shows both";
    case "failed":
      return `no picture, s puts it off: ${standing.reason}`;
    case "refused": {
      const [first, second] = standing.refused;
      const which = second ? "both pictures were" : `the ${first === left ? "left" : "right"} picture was`;
      return `${which} withheld by the output filters: no vote, enter goes on`;
    }
  }
}

/** A prompt as a voter reads it, with what it leads away from. */
function wordsOf({ text, negative }: Prompt = { text: "" }): string {
  return negative === undefined ? text : `${text} (without: ${negative})`;
}

function startOf({ prompts, votes }: OpenComparison): CompareState {
  const done = votes.verdicts().map(({ prompt }) => prompt);
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
