import { existsSync } from "node:fs";
import { join } from "node:path";
import { Box, Text } from "ink";
import { useReducer, useState } from "react";
import { openQuestions } from "../../cards/check.ts";
import { writeDocuments } from "../../cards/render/documents.ts";
import {
  type AnswerState,
  type Card,
  cardPath,
  evidenceDigest,
  readCard,
  refreshed,
  writeCard,
} from "../../cards/source/card.ts";
import { factsOf } from "../../cards/source/facts.ts";
import { oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { listKeys } from "../../screens/kit/window.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { pad } from "../kit/text.ts";
import { useWays } from "../ways.ts";
import { Beside } from "./beside.tsx";
import { cardStart, cardState, linesOf } from "./state.ts";

/** The questionnaire of a run's card: what is asked, why, the evidence beside it, and what is still open. */
export function CardScreen({ folder }: { readonly folder: string }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    const facts = await factsOf(view);
    const fresh = { schema: "sluice.card/1", policy: view.policySource, facts, answers: {} } as const;
    const old = existsSync(cardPath(folder)) ? await readCard(folder) : fresh;
    const card = refreshed(old, view.policySource, facts);
    await writeCard(folder, card);
    return { view, card };
  }, folder);
  return (
    <Opened loaded={loaded} meanwhile="asking the run…" ways={useWays(folder)}>
      {({ view, card }) => <Questionnaire view={view} first={card} />}
    </Opened>
  );
}

function Questionnaire({ view, first }: { readonly view: DecidedRun; readonly first: Card }) {
  const { size, ask, say, settings } = useInterface();
  const [card, setCard] = useState(first);
  const [state, dispatch] = useReducer(cardState, cardStart);
  const lines = linesOf(card, state);
  const height = Math.max(3, Math.floor(size.rows / 2) - 1);
  const current = lines[state.list.cursor]?.question;
  const open = openQuestions(card, state.profile).length;

  const answer = (kind: Exclude<AnswerState, "stale">, label: string) => {
    if (current === undefined) return;
    const old = card.answers[current.id];
    ask({
      label,
      initial: old !== undefined && !old.text.includes("\n") ? old.text : "",
      onSubmit: (text) => {
        if (text.trim() === "") return say("nothing was changed: wanted words", "warning");
        const date = settings.now().toISOString().slice(0, 10);
        const evidence = evidenceDigest(current, card.facts);
        const given = { state: kind, text: text.trim(), author: settings.reviewer, date, evidence };
        const next = { ...card, answers: { ...card.answers, [current.id]: given } };
        writeCard(view.folder, next).then(
          () => {
            setCard(next);
            dispatch({ type: "shrunk", total: linesOf(next, state).length, height });
          },
          (error: unknown) => say(`not written: ${oneLine(error)}`, "warning"),
        );
      },
    });
  };
  useFace({
    status: `${state.profile}: ${open === 0 ? "complete" : `${open} open`}`,
    command: `sluice card check ${view.folder} --profile ${state.profile}`,
    bindings: [
      ...listKeys.map(({ keys, help, move }) => ({
        keys,
        help,
        action: () => dispatch({ type: "move", move, total: lines.length, height }),
      })),
      { keys: ["enter", "a"], help: "answer", bar: "answer", action: () => answer("answered", "answer:") },
      {
        keys: ["n"],
        help: "not applicable, and why",
        bar: "n/a",
        action: () => answer("not-applicable", "not applicable, since:"),
      },
      {
        keys: ["u"],
        help: "unknown, and why",
        bar: "unknown",
        action: () => answer("unknown", "unknown, since:"),
      },
      {
        keys: ["w"],
        help: "withheld, and why",
        bar: "withheld",
        action: () => answer("withheld", "withheld, since:"),
      },
      { keys: ["p"], help: "another profile", bar: "profile", action: () => dispatch({ type: "profile" }) },
      { keys: ["o"], help: "only what is open", bar: "open", action: () => dispatch({ type: "only-open" }) },
      {
        keys: ["R"],
        help: "write all documents",
        bar: "render",
        action: () =>
          void renderAll(view.folder, card).then(
            (files) => say(`${files} documents in ${view.folder}/cards`),
            (error: unknown) => say(oneLine(error), "warning"),
          ),
      },
    ],
  });
  return (
    <Box flexDirection="column">
      {lines.length === 0 && <Text>Nothing is open for {state.profile}. R writes the documents.</Text>}
      {lines.slice(state.list.top, state.list.top + height).map(({ question, mark }, i) => (
        <Text key={question.id} inverse={state.list.top + i === state.list.cursor} wrap="truncate">
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

/** Documents that this dataset's format allows. */
async function renderAll(folder: string, card: Card): Promise<number> {
  const { files, refused } = await writeDocuments(folder, card, join(folder, "cards"), { compat: false });
  const [first] = refused;
  if (first !== undefined) throw new Error(`${files.length} documents written; ${first.reason}`);
  return files.length;
}
