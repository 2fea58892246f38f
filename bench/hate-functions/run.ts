import { readFileSync } from "node:fs";
import { createFilter } from "../../filters/index.ts";
import { readManifest } from "../../models/index.ts";
import { wilson } from "../../src/statistics/wilson.ts";

/**
 * The text model beside the word lists on a functional test of hate speech, as the filters judge captions:
 * `node --import tsx bench/hate-functions/run.ts`. Prints counts and shares, no sentence.
 */
const TERMS = [
  ["women", "a woman"],
  ["trans people", "a trans person"],
  ["gay people", "a gay man"],
  ["Black people", "a Black man"],
  ["disabled people", "a disabled person"],
  ["Muslims", "a Muslim"],
  ["immigrants", "an immigrant"],
] as const;

interface Sentence {
  readonly function: string;
  readonly hateful: boolean;
  readonly text: string;
}

const sentences = read(readFileSync(new URL("sentences.txt", import.meta.url), "utf8"));
const options = { device: "cpu", models: {} } as const;
const samples = sentences.map(({ text }, i) => ({ key: String(i), caption: text }));
const [model, lists] = [await createFilter("text-toxicity", options), await createFilter("lexicon", options)];
const [scores, hits] = [await model.score(samples), await lists.score(samples)];
await Promise.all([model.close(), lists.close()]);
const manifest = readManifest("text-toxicity");
const cuts = manifest.kind === "text-classifier" ? (manifest.thresholds?.values ?? {}) : {};
const over = (i: number, label: string) => Number(scores[i]?.[`text_${label}`]) >= (cuts[label] ?? 1);

/** Who flags a sentence, by the sentence's place. */
const rivals: Readonly<Record<string, (i: number) => boolean>> = {
  "model, identity_attack": (i) => over(i, "identity_attack"),
  "model, any label": (i) => Object.keys(cuts).some((label) => over(i, label)),
  "word lists, slurs": (i) => Number(hits[i]?.["lexicon_slurs"]) > 0,
  "word lists, any": (i) =>
    ["slurs", "obscenity", "sexual"].some((list) => Number(hits[i]?.[`lexicon_${list}`]) > 0),
};

/** A heading gives function and verdict of the lines below it; a line with a slot is filled with every term. */
function read(file: string): readonly Sentence[] {
  let heading = { function: "", hateful: false };
  return file.split("\n").flatMap((line): readonly Sentence[] => {
    const [, name, verdict] = /^\[(.+): (hateful|harmless)\]$/u.exec(line) ?? [];
    if (name !== undefined) heading = { function: name, hateful: verdict === "hateful" };
    if (name !== undefined || line === "" || line.startsWith("#")) return [];
    const texts = line.includes("{")
      ? TERMS.map(([plural, singular]) => line.replaceAll("{p}", plural).replaceAll("{a}", singular))
      : [line];
    return texts.map((text) => ({ ...heading, text: text.charAt(0).toUpperCase() + text.slice(1) }));
  });
}

function rate(of: (sentence: Sentence) => boolean, flagged: (i: number) => boolean): string {
  const chosen = sentences.flatMap((sentence, i) => (of(sentence) ? [i] : []));
  const { k, n, rate: share, low, high } = wilson(chosen.filter(flagged).length, chosen.length);
  const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
  return `${percent(share)} % (${k} of ${n}; ${percent(low)}–${percent(high)})`;
}

function row(name: string, of: (sentence: Sentence) => boolean): string {
  return `| ${[name, ...Object.values(rivals).map((flagged) => rate(of, flagged))].join(" | ")} |`;
}

const names = Object.keys(rivals);
console.log(`| Flagged | ${names.join(" | ")} |\n|${" --- |".repeat(names.length + 1)}`);
console.log(row("**all hateful sentences** (recall)", ({ hateful }) => hateful));
console.log(row("**all harmless sentences** (false alarms)", ({ hateful }) => !hateful));
console.log(
  row("**neutral and positive** of these", ({ function: name }) => /^(?:neutral|positive) /u.test(name)),
);
console.log(
  row("**negated hate and counter-speech** of these", ({ function: name }) =>
    /^(?:negated|counter)/u.test(name),
  ),
);
for (const { function: name, hateful } of new Map(sentences.map((one) => [one.function, one])).values())
  console.log(row(`${name} (${hateful ? "hateful" : "harmless"})`, (one) => one.function === name));
