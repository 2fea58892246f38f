import { Box, Text } from "ink";
import { useReducer, useRef } from "react";
import { AnsweredMeanwhile, answerQuestion } from "../../actions/card/answer.ts";
import { makeCard } from "../../actions/card/make.ts";
import { renderCard } from "../../actions/card/render.ts";
import type { Card, Answer as CardAnswer } from "../../cards/source/card.ts";
import { oneLine } from "../../process/errors.ts";
import { counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { cardKeys } from "../../screens/card/keys.ts";
import { type CardEffect, type CardIntent, pressed } from "../../screens/card/press.ts";
import { cardStart, cardState, currentOf, linesOf, standingOf } from "../../screens/card/state.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { allDone } from "../kit/all-done.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { pad } from "../kit/text.ts";
import { useWays } from "../ways.ts";
import { Beside } from "./beside.tsx";

/** The questionnaire of a run's card: what is asked, why, the evidence beside it, and what is still open. */
export function CardScreen({ folder }: { readonly folder: string }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    // A card that is there already keeps its own policy, whatever the interface decides by now.
    return { view, card: await makeCard(folder, { first: view.policySource }) };
  }, folder);
  return (
    <Opened loaded={loaded} meanwhile="asking the run…" ways={useWays(folder)}>
      {({ view, card }) => <Questionnaire view={view} first={card} />}
    </Opened>
  );
}

/** An answer to be written. */
type Answer = Extract<CardEffect, { type: "write-answer" }>;

function Questionnaire({ view, first }: { readonly view: DecidedRun; readonly first: Card }) {
  const app = useInterface();
  const { size, say, settings } = app;
  const [state, dispatch] = useReducer(cardState, first, cardStart);
  const { card, list, profile } = state;
  const lines = linesOf(state);
  const height = Math.max(3, Math.floor(size.rows / 2) - 1);
  const current = currentOf(state);

  /** Of questions answered meanwhile: the answer that was seen first, and the one that was shown then. */
  const reread = useRef(
    new Map<string, { readonly seen: CardAnswer | null; readonly now: CardAnswer | null }>(),
  );
  const answered = async ({ question, state, text, seen }: Answer): Promise<Card> => {
    const date = settings.now().toISOString().slice(0, 10);
    // Who was told of another's answer, and has it on screen, answers that one.
    const before = reread.current.get(question);
    const against = before?.seen === seen ? before.now : seen;
    const given = { state, text, author: settings.reviewer, date };
    try {
      return (await answerQuestion(view.folder, question, given, against)).card;
    } catch (cause) {
      if (cause instanceof AnsweredMeanwhile) {
        reread.current.set(question, { seen, now: cause.card.answers[question] ?? null });
        dispatch({ type: "answered", card: cause.card, height });
      }
      throw new Error(`not written: ${oneLine(cause)}`, { cause });
    }
  };
  const effect = async (one: CardEffect) => {
    switch (one.type) {
      case "say":
        return performShared(one, app);
      case "write-answer":
        return dispatch({ type: "answered", card: await answered(one), height });
      case "write-documents":
        return say(await written(view.folder));
    }
  };
  /** @returns whether all that it does was done */
  const perform = (intent: CardIntent): Promise<boolean> => {
    const { effects, action } = pressed(intent, height);
    const under = effects.map(effect);
    if (action !== null) dispatch(action);
    return allDone(under, say);
  };
  useFace({
    status: standingOf(state),
    command: `sluice card check ${shellWord(view.folder)} --profile ${profile}`,
    policy: card.policy === view.policySource ? undefined : `${card.policy} (the card's)`,
    bindings: bound(cardKeys(state), app, perform),
    shows: `${current?.id}`,
  });
  return (
    <Box flexDirection="column">
      {lines.length === 0 && <Text>Nothing is open for {profile}. R writes the documents.</Text>}
      {lines.slice(list.top, list.top + height).map(({ question, mark }, i) => (
        <Text key={question.id} inverse={list.top + i === list.cursor} wrap="truncate">
          <Text
            {...(mark === "!" ? { color: "red" } : mark === "·" ? { color: "yellow" } : { color: "green" })}
          >
            {mark}
          </Text>{" "}
          {pad(question.id, 4)}
          {pad(question.ask, Math.max(8, size.columns - 8))}
        </Text>
      ))}
      {current !== undefined && (
        <Beside
          question={current}
          card={card}
          folder={view.folder}
          columns={size.columns}
          rows={size.rows - height - 1}
        />
      )}
    </Box>
  );
}

/** Writes the documents that this dataset's format allows, and says how many. @throws CliError, Error where one is refused */
async function written(folder: string): Promise<string> {
  const { files, refused } = await renderCard(folder, {}, new AbortController().signal);
  const [first] = refused;
  if (first !== undefined) throw new Error(`${counted(files.length, "document")} written; ${first.reason}`);
  return `${counted(files.length, "document")} in ${folder}/cards`;
}
