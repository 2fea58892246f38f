import { Box, Text } from "ink";
import { useEffect, useMemo, useReducer, useState } from "react";
import type { DuelRung, Voting } from "../../actions/models/vote.ts";
import type { Side } from "../../compare/duel.ts";
import type { DuelStanding } from "../../compare/progress.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import { compareKeys } from "../../screens/compare/keys.ts";
import {
  type CompareEffect,
  type CompareIntent,
  hintOf,
  pressed,
  unwritten,
} from "../../screens/compare/press.ts";
import { type CompareState, compare, compareStart } from "../../screens/compare/state.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import type { Say } from "../../screens/kit/intents.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { Picture } from "../picture/picture.tsx";
import { Finished } from "./finished.tsx";

/** Lines above and below the two pictures. */
const AROUND = 4;

/** Two pictures of one prompt, side by side; nobody says which model made which until the end. */
export function Compare({ voting }: { readonly voting: Voting }) {
  const app = useInterface();
  const { settings, size } = app;
  const { prompts } = voting;
  const [state, dispatch] = useReducer(compare, voting, startOf);
  const [current] = state.pending;
  const standing = useStanding(voting, current);
  const left = current === undefined ? "a" : voting.leftOf(current);
  const hint = hintOf(standing, left);
  const obscuring = state.revealed ? "colour" : "mosaic";
  const images = useMemo(() => imagesOf(voting, obscuring), [voting, obscuring]);
  const shows = `${current} ${state.done.length} ${obscuring}`;
  const drawn = useDrawn(shows);
  const [writing, setWriting] = useState(0);
  const write = async (effect: Exclude<CompareEffect, Say>, now: Date) => {
    setWriting((n) => n + 1);
    try {
      await written(voting, effect, now);
    } catch (error) {
      dispatch(unwritten(effect, voting.judged().includes(effect.prompt)));
      app.say(`not written: ${oneLine(error)}`, "warning");
    }
    setWriting((n) => n - 1);
  };
  const perform = (intent: CompareIntent) => {
    const now = settings.now();
    const { effects, action } = pressed(state, intent, { standing, left, now: now.getTime() });
    for (const effect of effects)
      if (effect.type === "say") performShared(effect, app);
      else void write(effect, now);
    if (action !== null) dispatch(action);
  };

  useFace({
    status: `${state.done.length}/${prompts.length} done`,
    // Names of the models would tempt to guess.
    command: "sluice models compare A B --prompts FILE",
    onPanic: () => dispatch({ type: "hide" }),
    bindings: bound(compareKeys(current !== undefined), app, perform),
    shows: standing.kind !== "making" && (standing.kind !== "ready" || drawn.all) ? shows : null,
  });

  // The end names the models: not before the last verdict is on disk.
  if (current === undefined) return writing > 0 ? <Hint>writing…</Hint> : <Finished voting={voting} />;
  const half = Math.floor(size.columns / 2) - 1;
  const side = (shard: Side) => (
    <Box width={half} marginRight={2} height={size.rows - AROUND} overflow="hidden">
      <Picture
        images={images}
        shard={shard}
        row={current}
        obscuring={obscuring}
        columns={half}
        rows={size.rows - AROUND}
        onDrawn={() => drawn.tell(shard)}
      />
    </Box>
  );
  return (
    <Box flexDirection="column">
      <Text wrap="truncate" bold>
        {printable(wordsOf(prompts[current]))}
      </Text>
      <Hint dimColor wrap="truncate">
        {standing.kind === "ready" && !drawn.all
          ? "each look is recorded, then shown…"
          : state.revealed
            ? "which fits the words better, and is the better picture?"
            : hint}
      </Hint>
      <Box>
        {side(left)}
        {side(left === "a" ? "b" : "a")}
      </Box>
    </Box>
  );
}

/** Where a prompt's two pictures stand: nobody votes on what is still to come, or never comes. */
function useStanding(voting: Voting, prompt: number | undefined): DuelStanding {
  const [found, setFound] = useState<{ readonly prompt: number; readonly standing: DuelStanding } | null>(
    null,
  );
  useEffect(() => {
    if (prompt === undefined) return;
    let here = true;
    void voting.standing(prompt).then((standing) => here && setFound({ prompt, standing }));
    return () => {
      here = false;
    };
  }, [voting, prompt]);
  return found !== null && found.prompt === prompt ? found.standing : { kind: "making" };
}

/** Which of the two pictures are drawn as they are to be shown now: nobody votes on what is still on its way. */
function useDrawn(shows: string): { readonly all: boolean; tell(side: Side): void } {
  const [drawn, setDrawn] = useState<ReadonlySet<string>>(new Set());
  const name = (side: Side) => `${shows} ${side}`;
  return {
    all: drawn.has(name("a")) && drawn.has(name("b")),
    tell: (side) => setDrawn((old) => new Set([...old, name(side)])),
  };
}

/** Does what a key came to. */
function written(voting: Voting, effect: Exclude<CompareEffect, Say>, now: Date): Promise<void> {
  switch (effect.type) {
    case "write-reveal":
      return voting.reveal(effect.prompt);
    case "write-vote":
      return voting.vote(effect, now);
    case "write-refusal":
      return voting.passOver(effect.prompt, effect.refused, now);
    case "write-undo":
      return voting.undo(effect.prompt);
  }
}

/** A prompt as a voter reads it, with what it leads away from. */
function wordsOf({ text, negative }: Prompt = { text: "" }): string {
  return negative === undefined ? text : `${text} (without: ${negative})`;
}

function startOf(voting: Voting): CompareState {
  return compareStart(voting.prompts.length, voting.judged());
}

/** The two models' pictures as the picture widget reads any: a side for a shard, a prompt for a row. */
function imagesOf(voting: Voting, rung: DuelRung): Pick<PairImages, "image"> {
  return {
    image: (side, prompt) => voting.picture(side === "a" ? "a" : "b", prompt, rung),
  };
}
