import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { questions } from "../../src/cards/questions/registry.ts";
import type { Answer, Card, Fact } from "../../src/cards/source/card.ts";
import { root } from "./cli.ts";

/** Words that try to be markup, a formula, a section, a signature or a figure. */
export const hostileWords = [
  '<script>alert("x")</script>',
  "<img src=x onerror=alert(1)>",
  "</svg></figure></div></body><h2 id=contents>",
  "![a](http://evil.invalid/x.png)",
  "[click](javascript:alert(1))",
  '=HYPERLINK("http://evil.invalid")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "a | b | c",
  "`code` **bold**",
  "\u202egnp.exe\u0007",
].join(" ");

/** An answer that begins sections, closes tables and claims what no answer can. */
const block = `${hostileWords}\n\n# Harm audit\n\n## Contents\n\nSigned\n======\n\nNone\n---\n\n<!--figure:curves-->\n\n[0.24 %]: http://evil.invalid/`;
const LONG = new Set(["A1", "A2", "A3", "A5", "A9", "U5", "M1"]);

/** The sample's card with hostile answers to every question, and hostile words in every fact. @param many how many hosts */
export function hostileCard(many: number): Card {
  const card = parse(readFileSync(join(root, "datasets/sample/card/card.yaml"), "utf8")) as Card;
  const answer = (id: string): Answer => ({
    ...{
      state: "answered",
      text: LONG.has(id) ? `${block}\n\n${"very long ".repeat(700)}` : block,
      author: `ann ${hostileWords}\n# x`,
      date: "2026-01-02",
      evidence: "",
    },
  });
  const hosts = Array.from({ length: many }, (_, i) => ({
    domain: `${"a".repeat(60)}${i === 0 ? hostileWords : ""}.host-${i}.invalid`,
    pairs: many - i,
  }));
  const signals = Array.from({ length: 26 }, (_, i) => `signal_${i}`);
  const rates = signals.flatMap((signal, i) =>
    [0.3, 0.5, 0.7, 0.9].map((cut) => ({
      ...{ signal, side: i % 2 === 0 ? "image" : "text", by: hostileWords, cut, k: 26 - i, n: 100 },
    })),
  );
  const groups = Array.from({ length: 25 }, (_, i) => `group ${i} ${"x".repeat(i)}`);
  const heat = groups.flatMap((group, i) =>
    ["any flag", "image_nsfw ≥ 0.5", "text_toxicity ≥ 0.446", "a listed slur, or strong profanity"].map(
      (flag) => ({
        ...{ flag, group, k: i, n: 100 },
      }),
    ),
  );
  const fact = (result: Fact["result"], isRates: boolean): Fact => ({
    ...{ about: `about ${hostileWords}`, digest: "", rates: isRates, result },
  });
  const words = Object.fromEntries(
    Object.entries(card.facts).map(([id, { result, rates: isRates }]) => [
      id,
      fact(
        result.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              typeof value === "string" ? `${value} ${hostileWords}` : value,
            ]),
          ),
        ),
        isRates === true,
      ),
    ]),
  );
  return {
    ...card,
    facts: {
      ...words,
      domains: fact(hosts, false),
      rates: fact(rates, true),
      residual: fact(rates, true),
      "identity-flags": fact(heat, true),
      removal: fact(
        groups.map((language, i) => ({ language, k: i, n: 100 })),
        true,
      ),
    },
    answers: Object.fromEntries(questions.map(({ id }) => [id, answer(id)])),
  };
}
