import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys } from "../kit/window.ts";
import type { CardIntent, GivenState } from "./press.ts";
import { type CardState, currentOf } from "./state.ts";

const answers: readonly {
  readonly keys: readonly string[];
  readonly help: string;
  readonly bar: string;
  readonly state: GivenState;
  readonly label: string;
}[] = [
  { keys: ["enter", "a"], help: "answer", bar: "answer", state: "answered", label: "answer:" },
  {
    keys: ["n"],
    help: "not applicable, and why",
    bar: "n/a",
    state: "not-applicable",
    label: "not applicable, since:",
  },
  { keys: ["u"], help: "unknown, and why", bar: "unknown", state: "unknown", label: "unknown, since:" },
  { keys: ["w"], help: "withheld, and why", bar: "withheld", state: "withheld", label: "withheld, since:" },
];

/** The keys of the questionnaire. @param state null where no card is open: what they answer is nothing */
export function cardKeys(state: CardState | null): readonly Binding<Intent<CardIntent>>[] {
  return [
    ...listKeys,
    ...answers.map(({ state: given, label, ...shown }) => ({
      ...shown,
      about: "question",
      action: answerOf(state, given, label),
    })),
    { keys: ["p"], help: "another profile", bar: "profile", action: { type: "profile" } },
    { keys: ["o"], help: "only what is open", bar: "open", action: { type: "only-open" } },
    { keys: ["R"], help: "write all documents", bar: "render", about: "card", action: { type: "render" } },
  ];
}

/** What was answered before stands there to be changed, unless it is longer than a line. */
function answerOf(state: CardState | null, given: GivenState, label: string): Intent<CardIntent> {
  const question = state === null ? undefined : currentOf(state)?.id;
  if (state === null || question === undefined) return { type: "nothing" };
  const seen = state.card.answers[question] ?? null;
  const old = seen?.text ?? "";
  const text = old.includes("\n") ? "" : old;
  return { type: "ask", label, typed: { type: "answer", question, state: given, text, seen } };
}
