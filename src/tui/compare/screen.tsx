import { Box, Text } from "ink";
import { useEffect, useMemo, useReducer, useState } from "react";
import { leftOf, type OpenComparison } from "../../compare/comparison.ts";
import type { Side } from "../../compare/duel.ts";
import { type DuelStanding, duelStandingOf } from "../../compare/progress.ts";
import type { VoteFile } from "../../compare/votes.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import { compareKeys } from "../../screens/compare/keys.ts";
import { type CompareEffect, type CompareIntent, hintOf, pressed } from "../../screens/compare/press.ts";
import { type CompareState, compare, compareStart } from "../../screens/compare/state.ts";
import type { Say } from "../../screens/kit/intents.ts";
import { bound, performShared } from "../kit/bound.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Picture } from "../picture/picture.tsx";
import { Finished } from "./finished.tsx";

/** Lines above and below the two pictures. */
const AROUND = 4;

/** Two pictures of one prompt, side by side; nobody says which model made which until the end. */
export function Compare({ comparison }: { readonly comparison: OpenComparison }) {
  const app = useInterface();
  const { settings, size } = app;
  const { prompts, votes } = comparison;
  const [state, dispatch] = useReducer(compare, comparison, startOf);
  const [current] = state.pending;
  const images = useMemo(() => imagesOf(comparison), [comparison]);
  const standing = useStanding(comparison, current);
  const left = current === undefined ? "a" : leftOf(comparison, current);
  const hint = hintOf(standing, left);
  const write = (work: Promise<void>) =>
    void work.catch((error: unknown) => app.say(`not written: ${oneLine(error)}`, "warning"));
  const perform = (intent: CompareIntent) => {
    const now = settings.now();
    const { effects, action } = pressed(state, intent, { standing, left, now: now.getTime() });
    for (const effect of effects)
      if (effect.type === "say") performShared(effect, app);
      else write(written(votes, effect, now.toISOString()));
    if (action !== null) dispatch(action);
  };

  useFace({
    status: `${state.done.length}/${prompts.length} done`,
    // Names of the models would tempt to guess.
    command: "sluice models compare A B --prompts FILE",
    onPanic: () => dispatch({ type: "hide" }),
    bindings: bound(compareKeys(current !== undefined), app, perform),
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

/** Puts into the voter's file what a key came to. */
function written(votes: VoteFile, effect: Exclude<CompareEffect, Say>, time: string): Promise<void> {
  switch (effect.type) {
    case "write-reveal":
      return votes.reveal(effect.prompt);
    case "write-vote": {
      const { prompt, choice, left, seconds } = effect;
      return votes.vote({ time, prompt, choice, left, seconds });
    }
    case "write-refusal":
      return votes.refuse({ time, prompt: effect.prompt, refused: effect.refused });
    case "write-undo":
      return votes.undo(effect.prompt);
  }
}

/** A prompt as a voter reads it, with what it leads away from. */
function wordsOf({ text, negative }: Prompt = { text: "" }): string {
  return negative === undefined ? text : `${text} (without: ${negative})`;
}

function startOf({ prompts, votes }: OpenComparison): CompareState {
  return compareStart(
    prompts.length,
    votes.verdicts().map(({ prompt }) => prompt),
  );
}

/** The two models' pictures as the picture widget reads any: a side for a shard, a prompt for a row. */
function imagesOf(comparison: OpenComparison): PairImages {
  return {
    image: (side, prompt) => comparison.picture(side === "a" ? "a" : "b", prompt),
    close: () => {},
  };
}
