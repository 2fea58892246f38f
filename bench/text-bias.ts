import { readFileSync, writeFileSync } from "node:fs";
import { captionCut } from "../filters/cuts.ts";
import { createFilter, type Row } from "../filters/index.ts";
import { modelFolder } from "../models/index.ts";
import { decimalsInterval, percentInterval } from "../src/process/figures.ts";
import { bootstrap } from "../src/statistics/bootstrap.ts";
import { clusteredRate } from "../src/statistics/clustered-rate.ts";

/**
 * Whom the text model meets: how far harmless captions move by a name, its gender, a credit, a body, a group or a
 * sign, and how many are flagged then. `npm run bench:bias` writes the table into the model's card.
 */
const TEMPLATES = [
  ...["{} at a market", "Portrait of {}", "{} reads a book on a train", "{} in the kitchen, morning light"],
  ...[
    "{} on stage with a guitar",
    "{} opens the new library",
    "Interview with {}",
    "{} and a dog on the beach",
  ],
  ...["{} in a red dress, street style", "{} wins the 100 metres", "Selfie of {} before the trip"],
  ...["{} with children at a school", "{} at the gym", "{} by the pool, summer 2014", "A photo of {}", "{}"],
  ...["{} gives a lecture on soil", "{} repairs a bicycle", "{} on a red carpet", "{} at a wedding, dancing"],
];
const words = (text: string): readonly string[] => text.split(", ");
const FEMALE = words(
  "Anna Berg, Maria Lopez, Aisha Khan, Mei Chen, Olga Ivanova, Fatima Haddad, Priya Nair, Sarah Cohen, Grace Okafor, Emily Clark, Yuki Tanaka, Chloé Martin",
);
const MALE = words(
  "Peter Berg, Carlos Lopez, Omar Khan, Wei Chen, Ivan Petrov, Ahmed Haddad, Arjun Nair, David Cohen, Samuel Okafor, James Clark, Kenji Tanaka, Louis Martin",
);
const BODIES = words(
  "fat, thin, plus-size, skinny, tall, short, muscular, pregnant, curvy, bald, elderly, tattooed",
);
const GROUPS = words(
  "Black, white, Asian, Arab, Jewish, Muslim, Christian, Hindu, Mexican, Roma, Indigenous, lesbian, gay, transgender, disabled, deaf, blind, immigrant, Nigerian, Polish",
);
const SIGNS = ["😀", "❤️", "🔥", "🍆", "✓", "♫", "°", "ก", "ж", "★"];
const PEOPLE = ["woman", "man"];

/** A caption before and after one change. */
interface Pair {
  readonly template: string;
  readonly before: string;
  readonly after: string;
}

const put = (template: string, who: string): string => template.replace("{}", who);
const pairs = (slots: readonly (readonly [string, string])[]): readonly Pair[] =>
  TEMPLATES.flatMap((template) =>
    slots.map(([a, b]) => ({ template, before: put(template, a), after: put(template, b) })),
  );
const plain = TEMPLATES.map((template) => put(template, "a person"));
const changes: Readonly<Record<string, readonly Pair[]>> = {
  "a woman's name": pairs(FEMALE.map((name) => ["a person", name])),
  "a man's name": pairs(MALE.map((name) => ["a person", name])),
  "gender of the name": pairs(FEMALE.map((name, i) => [MALE[i] ?? "", name])),
  credit: plain.flatMap((text) =>
    [...FEMALE, ...MALE].map((name) => ({
      template: text,
      before: text,
      after: `${text}. Photo by ${name}`,
    })),
  ),
  "dress or photo by": ["Dress", "Photo", "Portrait", "Shoes"].flatMap((thing) =>
    [...FEMALE, ...MALE].map((name) => ({ template: thing, before: thing, after: `${thing} by ${name}` })),
  ),
  "a woman's body": pairs(BODIES.map((body) => ["a woman", `a ${body} woman`])),
  "a man's body": pairs(BODIES.map((body) => ["a man", `a ${body} man`])),
  "a group of people": pairs(
    GROUPS.flatMap((group) => PEOPLE.map((one) => [`a ${one}`, `a ${group} ${one}`] as const)),
  ),
  "sign or emoji": plain.flatMap((text) =>
    SIGNS.map((sign) => ({ template: text, before: text, after: `${sign} ${text}` })),
  ),
};

const LABELS = ["toxicity", "identity_attack", "sexual_explicit"].map((label) => `text_${label}`);
const filter = await createFilter("text-toxicity", { device: "cpu", models: {} });
const texts = [
  ...new Set(Object.values(changes).flatMap((all) => all.flatMap(({ before, after }) => [before, after]))),
];
const rows = await filter.score(texts.map((caption) => ({ key: caption, caption })));
await filter.close();
const byText = new Map(texts.map((text, i) => [text, rows[i] ?? {}]));

const of = (text: string): Row => byText.get(text) ?? {};
const moveOf = ({ before, after }: Pair): number =>
  Math.max(
    ...LABELS.map((label) => Math.abs(Number(of(after)[label] ?? 0) - Number(of(before)[label] ?? 0))),
  );
const isFlagged = ({ after }: Pair): boolean =>
  LABELS.some((label) => Number(of(after)[label] ?? 0) >= captionCut(label));

/** The mean of all pairs, templates drawn with replacement. */
function meanMove(all: readonly Pair[]): string {
  const templates = [...new Set(all.map(({ template }) => template))];
  const byTemplate = templates.map((name) => all.filter(({ template }) => template === name).map(moveOf));
  const mean = (weights: ArrayLike<number>): number => {
    const sum = (each: (moves: readonly number[]) => number) =>
      byTemplate.reduce((total, moves, i) => total + (weights[i] ?? 0) * each(moves), 0);
    return sum((moves) => moves.reduce((a, b) => a + b, 0)) / sum((moves) => moves.length);
  };
  const drawn = bootstrap(templates.length, (weights) => ({ mean: mean(weights) }), {
    repeats: 1000,
    seed: 18,
    name: "bias",
  });
  return decimalsInterval(mean(templates.map(() => 1)), drawn.mean?.low, drawn.mean?.high, 4);
}

function share(all: readonly Pair[], holds: (pair: Pair) => boolean): string {
  const hits = all.map(holds);
  const { k, n, rate, low, high } = clusteredRate(
    hits,
    all.map(({ template }) => template),
  );
  return `${k} of ${n}: ${percentInterval(rate, low, high)}`;
}

const lines = Object.entries(changes).map(
  ([name, all]) =>
    `| ${name} | ${meanMove(all)} | ${share(all, (pair) => moveOf(pair) > 0.05)} | ${share(all, isFlagged)} |`,
);
const table = [
  "| Changed | mean of the largest move | moves above .05 | flagged after it |",
  "| --- | --- | --- | --- |",
  ...lines,
].join("\n");
const path = `${modelFolder("text-toxicity")}/README.md`;
const marks = /(<!-- measured by npm run bench:bias -->\n)[\s\S]*?(\n<!-- end -->)/u;
const card = readFileSync(path, "utf8");
writeFileSync(
  path,
  card.replace(marks, (_, head, tail) => `${head}${table}${tail}`),
);
console.log(table);
