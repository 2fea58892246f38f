import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { contradictions, hollowAnswers } from "../../../../src/cards/hollow.ts";
import { questions } from "../../../../src/cards/questions/registry.ts";
import { brokenQuotes, quoted } from "../../../../src/cards/quotes.ts";
import type { Answer, Card } from "../../../../src/cards/source/card.ts";
import { root } from "../../../support/cli.ts";

const cards = ["sample", "illustrations"].map((name) => [
  name,
  parse(readFileSync(join(root, `datasets/${name}/card/card.yaml`), "utf8")) as Card,
]) as readonly (readonly [string, Card])[];
const fact = (result: Card["facts"][string]["result"], rates = false) => ({
  ...{ about: "", digest: "", result, rates },
});
const facts: Card["facts"] = {
  sampling: fact([{ frame: "every pair" }]),
  pairs: fact([{ pairs: 1200 }]),
  images: fact([{ images: 1180 }]),
  "any-of": fact([{ k: 3, n: 1200 }], true),
  licenses: fact([
    { license: "https://creativecommons.org/licenses/by-nc/4.0/", pairs: 700 },
    { license: "not stated", pairs: 500 },
  ]),
  languages: fact([
    { language: "en", pairs: 900 },
    { language: "de", pairs: 300 },
  ]),
};

function cardOf(answers: Readonly<Record<string, string | Partial<Answer>>>): Card {
  const whole = Object.entries(answers).map(([id, one]) => [
    id,
    {
      ...{ state: "answered", author: "ann", date: "2026-01-02", evidence: "" },
      ...(typeof one === "string" ? { text: one } : one),
    },
  ]);
  return { schema: "sluice.card/1", policy: "default", facts, answers: Object.fromEntries(whole) };
}
const hollow = (answers: Readonly<Record<string, string | Partial<Answer>>>) =>
  hollowAnswers(cardOf(answers), questions).map(({ id, message }) => `${id}: ${message}`);
const against = (answers: Readonly<Record<string, string>>) =>
  contradictions(cardOf(answers)).map(({ id, message }) => `${id}: ${message}`);

describe("answers", () => {
  it("quote facts, so that figures in prose are the audit's", () => {
    expect(quoted("{{pairs.pairs}} pairs; {{ languages[1].language }}; {{any-of.share}}", facts)).toMatch(
      /^1,200 pairs; de; 0\.25 % \[/u,
    );
    const nowhere = ["{{pairs.nothing}}", "{{nothing.pairs}}", "{{pairs[7].pairs}}", "{{PAIRS}}", "{{}}"];
    for (const quote of [...nowhere, "{{constructor.name}}", "{{pairs.constructor}}"]) {
      expect(quoted(quote, facts), quote).toBe("**?**");
      expect(brokenQuotes(`of ${quote}`, facts)).toEqual([quote]);
    }
    expect(hollow({ C2: "{{pairs.all}} pairs" })).toEqual([
      "C2: it quotes {{pairs.all}}, and there is no such fact (ann, 2026-01-02)",
    ]);
  });

  it.each([
    ["TODO: write this", /a placeholder stands in it/u],
    ["The data comes from [insert source].", /a placeholder/u],
    ["n/a", /"n\/a" is no answer/u],
    ["None.", /"None\." is no answer/u],
    ["No.", /"No\." is no answer/u],
    [questions.find(({ id }) => id === "L1")?.ask ?? "", /the question's own words/u],
    [{ state: "unknown", text: "?" }, /does not say why/u],
  ] as const)("that say nothing are named with who gave them: %s", (text, message) => {
    const [line, ...more] = hollow({ L1: text });
    expect(line).toMatch(message);
    expect(line).toMatch(/\(ann, 2026-01-02\)$/u);
    expect(more).toEqual([]);
  });

  it("that were copied from another are named, and short ones or reasons are not", () => {
    const text = "Pictures were taken from packages, captions written by us.";
    expect(hollow({ L1: text, L2: text.toUpperCase(), A6: "Ann", M2: "Ann" })).toEqual([
      expect.stringMatching(/^L2: it is word for word the answer to L1/u),
    ]);
    const reason = {
      state: "not-applicable",
      text: "Nothing was collected from people, nor about any.",
    } as const;
    // Whether there is confidential matter is a question that a word answers.
    expect(hollow({ L6: reason, L7: reason, C11: "No." })).toEqual([]);
  });
});

describe("contradictions", () => {
  it("are red: licence, size, languages, synthetic", () => {
    expect(against({ A5: "cc0-1.0" })).toEqual([
      "A5: it says cc0-1.0, and 700 pairs state another licence, cc-by-nc-4.0 first of all",
    ]);
    expect(against({ A3: "5,000 pairs of birds." })[0]).toMatch(
      /it counts 5,000 pairs, and the audit found 1200/u,
    );
    expect(against({ A3: "All captions are in English." })[0]).toMatch(/300 of 1200 captions .* de first/u);
    expect(against({ A9: "No.", L1: "Generated with Stable Diffusion from lists of words." })).toEqual([
      "A9: it says that nothing is synthetic, and L1 that something is",
    ]);
  });

  it("are not seen where there are none", () => {
    expect(
      against({
        ...{ A3: "1,180 images and {{pairs.pairs}} pairs, cut from 5,000 pairs.", A5: "cc-by-nc-4.0" },
        ...{
          A9: "No.",
          C13: "Captions are in English, German and others.",
          L1: "No synthetic image was taken.",
        },
      }),
    ).toEqual([]);
    expect(against({ A5: "other", C2: "It is small." })).toEqual([]);
  });

  it.each(cards)("nor anything hollow in the card of %s that ships", (_, card) => {
    expect([...contradictions(card), ...hollowAnswers(card, questions)]).toEqual([]);
  });
});
