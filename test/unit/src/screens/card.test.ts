import { describe, expect, it } from "vitest";
import { questions } from "../../../../src/cards/questions/registry.ts";
import type { Answer, Card } from "../../../../src/cards/source/card.ts";
import { cardKeys } from "../../../../src/screens/card/keys.ts";
import { type CardIntent, pressed } from "../../../../src/screens/card/press.ts";
import {
  type CardState,
  cardStart,
  cardState,
  currentOf,
  linesOf,
  standingOf,
} from "../../../../src/screens/card/state.ts";
import { meanings } from "../../../support/keys.ts";

const HEIGHT = 5;
const answer = (text: string, state: Answer["state"] = "answered"): Answer => ({
  state,
  text,
  author: "ann",
  date: "2026-03-02",
  evidence: "e",
});
const card = (answers: Card["answers"]): Card => ({
  schema: "sluice.card/1",
  policy: "default",
  facts: {},
  answers,
});
const [first, second] = questions.map(({ id }) => id) as [string, string, ...string[]];
const start = cardStart(card({ [first]: answer("Said before") }));

/** The state and the effects of one intent. */
function press(intent: CardIntent, from: CardState = start) {
  const { effects, action } = pressed(intent, HEIGHT);
  return { state: action === null ? from : cardState(from, action), effects };
}

const move = (name: string) => ({ type: "move", move: name });
/** What every table has, besides the four ways to answer. */
const always = {
  "j down": move("down"),
  "k up": move("up"),
  "ctrl-d pagedown ctrl-f": move("page-down"),
  "ctrl-u pageup ctrl-b": move("page-up"),
  "g home": move("first"),
  "G end": move("last"),
  p: { type: "profile" },
  o: { type: "only-open" },
  R: { type: "render" },
};
const answers = (question: string, text: string, seen: Answer | null = null) => {
  const ask = (label: string, state: string) => ({
    type: "ask",
    label,
    typed: { type: "answer", question, state, text, seen },
  });
  return {
    "enter a": ask("answer:", "answered"),
    n: ask("not applicable, since:", "not-applicable"),
    u: ask("unknown, since:", "unknown"),
    w: ask("withheld, since:", "withheld"),
  };
};

describe("the keys of the questionnaire", () => {
  it("mean these things, and no key means another; what was said before stands there", () => {
    expect(meanings(cardKeys(start))).toEqual({
      ...always,
      ...answers(first, "Said before", answer("Said before")),
    });
  });

  it("begin with nothing where nothing was said, or more than a line", () => {
    const next = press({ type: "move", move: "down" }).state;
    expect(meanings(cardKeys(next))).toEqual({ ...always, ...answers(second, "") });
    const long = cardStart(card({ [first]: answer("one\ntwo") }));
    expect(meanings(cardKeys(long))).toEqual({ ...always, ...answers(first, "", answer("one\ntwo")) });
  });

  it("answer nothing where no question is on screen", () => {
    const all = Object.fromEntries(questions.map(({ id }) => [id, answer("yes")]));
    const complete = press({ type: "only-open" }, cardStart(card(all))).state;
    const nothing = { type: "nothing" } as const;
    expect(meanings(cardKeys(complete))).toEqual({
      ...always,
      "enter a": nothing,
      n: nothing,
      u: nothing,
      w: nothing,
    });
    expect(press(nothing, complete)).toEqual({ state: complete, effects: [] });
    expect([currentOf(complete), standingOf(complete)]).toEqual([undefined, "internal: complete"]);
  });
});

describe("what they come to", () => {
  it.each([
    ["down", 1],
    ["up", 0],
    ["page-down", HEIGHT - 1],
    ["page-up", 0],
    ["first", 0],
    ["last", questions.length - 1],
  ] as const)("%s moves the cursor inside the list", (name, cursor) => {
    const { state, effects } = press({ type: "move", move: name });
    expect([state.list.cursor, effects]).toEqual([cursor, []]);
  });

  it.each(["answered", "not-applicable", "unknown", "withheld"] as const)(
    "%s is written, and only then stands in the card",
    (state) => {
      const seen = null;
      expect(press({ type: "answer", question: second, state, text: " words ", seen })).toEqual({
        state: start,
        effects: [{ type: "write-answer", question: second, state, text: "words", seen }],
      });
      expect(press({ type: "answer", question: second, state, text: " ", seen })).toEqual({
        state: start,
        effects: [{ type: "say", text: "nothing was changed: wanted words", kind: "warning" }],
      });
    },
  );

  it("an answer that was written is settled, and under only-open the next question comes up in its place", () => {
    const open = press({ type: "only-open" }, cardStart(card({}))).state;
    const [one, two] = linesOf(open).map(({ question }) => question.id) as [string, string];
    expect(currentOf(open)?.id).toBe(one);
    const next = cardState(open, { type: "answered", card: card({ [one]: answer("yes") }), height: HEIGHT });
    expect(currentOf(next)?.id).toBe(two);
    expect(linesOf({ ...next, onlyOpen: false }).find(({ question }) => question.id === one)?.mark).toBe("✓");
    const stale = cardStart(card({ [one]: answer("yes", "stale") }));
    expect(linesOf(stale).find(({ question }) => question.id === one)?.mark).toBe("!");
  });

  it("p goes through the profiles and round, from the first question", () => {
    const names = ["internal", "hub", "neurips", "eu-contribution", "internal"];
    const seen = [press({ type: "move", move: "down" }).state];
    for (const _ of names.slice(1)) seen.push(press({ type: "profile" }, seen.at(-1)).state);
    expect(seen.map(({ profile }) => profile)).toEqual(names);
    expect(seen.map(({ list }) => list.cursor)).toEqual([1, 0, 0, 0, 0]);
  });

  it("o shows only what is open, and all again", () => {
    const open = press({ type: "only-open" }).state;
    expect(linesOf(open).every(({ mark }) => mark === "·" || mark === "!")).toBe(true);
    expect(linesOf(open).length).toBeLessThan(questions.length);
    expect(standingOf(open)).toBe(`internal: ${linesOf(open).length} open`);
    expect(linesOf(press({ type: "only-open" }, open).state)).toHaveLength(questions.length);
  });

  it("R writes the documents, and changes nothing on screen", () => {
    expect(press({ type: "render" })).toEqual({ state: start, effects: [{ type: "write-documents" }] });
  });
});
