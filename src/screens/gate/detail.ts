import { maskText } from "../../exposure/mask.ts";
import { decimals } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { EntryLine } from "../../verbs/entries.ts";
import type { ImageFacts, RequestFacts } from "../../verbs/facts.ts";

/** A name and what the ledger says of it, safe to print. */
export type FactLine = readonly [name: string, value: string];

/** What the ledger says of a request or an image; prompts are masked unless asked for. */
export function factLines(
  id: string,
  facts: RequestFacts | ImageFacts | null,
  clear: boolean,
): readonly FactLine[] {
  if (facts === null) return [["nothing", `no ${id} in this ledger`]];
  return facts.kind === "request" ? requestLines(facts, clear) : imageLines(facts, clear);
}

/** A person's words: masked unless asked for. */
function said(text: string | null, clear: boolean): string {
  return text === null ? "withheld" : clear ? text : maskText(text);
}

function requestLines(facts: RequestFacts, clear: boolean): readonly FactLine[] {
  const { prompt, negative, purpose, model, manifest, foreign, rules, scores, decidedBy, expires } = facts;
  return [
    ["prompt", said(prompt, clear)],
    ...(negative === undefined ? [] : [["negative", said(negative, clear)] as const]),
    ...(purpose === undefined ? [] : [["purpose", said(purpose, clear)] as const]),
    ["model", model],
    ["manifest", manifest ?? "not named"],
    ...foreign.map((one): FactLine => ["not own", one]),
    ["rules", rules.join(", ") || "none fires"],
    ["scores", highest(scores)],
    ["decided by", decidedBy ?? "–"],
    ["grant ends", expires ?? "–"],
  ];
}

function imageLines(facts: ImageFacts, clear: boolean): readonly FactLine[] {
  const { prompt, verdict, elsewhere, stages, scores, seenBy, reviews, sealedBytes } = facts;
  return [
    ["prompt", said(prompt, clear)],
    ["verdict", verdict],
    ...(elsewhere === null ? [] : [["made", `elsewhere, by "${elsewhere}" as stated`] as const]),
    ...stages.map(
      ({ stage, size, verdict: stageSays, rules }): FactLine => [
        `stage ${stage}`,
        `${size} px: ${stageSays}${rules.length === 0 ? "" : ` (${rules.join(", ")})`}`,
      ],
    ),
    ["scores", scores === null ? "–" : highest(scores)],
    ["seen by", seenBy.map(({ who, rung }) => `${who} to rung ${rung}`).join(", ") || "nobody"],
    ["reviews", reviews.map(({ who, verdict: by }) => `${who}: ${by}`).join(", ") || "none"],
    ["sealed", sealedBytes === null ? "nothing kept" : `${sealedBytes} bytes, age`],
  ];
}

/** Scores that say how harmful something may be: other figures have no common measure, and the harmless ones say the same again. */
const HARM =
  /^(?:image|text|ocr|prompt|lexicon)_(?!neutral$|drawing$|length$|tokens$|characters$|agree$|pass$)/u;

/** The highest scores of harm, since space is short. */
function highest(scores: Readonly<Record<string, number>>): string {
  const harms = Object.entries(scores).filter(([name, value]) => HARM.test(name) && value <= 1);
  return (
    harms
      .sort(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([name, value]) => `${name} ${decimals(value, 2)}`)
      .join(" · ") || "none of harm"
  );
}

/** What an entry of the ledger says. */
export function entryFacts({ seq, time, actor, key, leaf, event }: EntryLine): readonly FactLine[] {
  return [
    ["entry", `${seq}, ${time}`],
    ["signed by", `${actor}, ${key}`],
    ["leaf", leaf],
    ...Object.entries(event).map(([name, value]): FactLine => [name, printable(plain(value))]),
  ];
}

/** Sealed words stay sealed here: only their commitment shows. */
function plain(value: unknown): string {
  return (
    JSON.stringify(value, (name, item: unknown) =>
      name === "value" || name === "salt" ? undefined : item,
    ) ?? "–"
  );
}
