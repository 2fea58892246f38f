import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { captionCut } from "../filters/cuts.ts";
import { createFilter, type Row } from "../filters/index.ts";
import { modelFolder } from "../models/index.ts";
import { decimalsInterval, percentInterval } from "../src/process/figures.ts";
import { agreement } from "../src/statistics/agreement.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { laionCaptions } from "./laion.ts";
import { judgeCaptions } from "./policy-captions.ts";

/**
 * What is flagged of web captions, and whether rightly: `npm run bench:web` holds the text model and the policies
 * against two readings of every caption, and writes the table into the model's card. Prints counts, no caption.
 */
const SETS = ["laion-urls-1000", "laion-urls-4000"];
const path = (name: string): string => `../shared/data/pairs/${name}.parquet`;
const missing = SETS.find((name) => !existsSync(path(name)));
if (missing) {
  console.error(`Cannot measure: wanted ${path(missing)}`);
  process.exit(2);
}

/** A caption's marks by each of two readers: `S` sexually explicit, `T` hateful, insulting or a threat; small letters are near misses. */
type Marks = readonly [string, string];

/** Marks by `set:row`; captions that are not in it have none. */
function readings(): ReadonlyMap<string, Marks> {
  const file = new URL("../test/fixtures/web-captions/readings.tsv", import.meta.url);
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(1);
  return new Map(
    lines.map((line) => {
      const [id = "", a = "", b = ""] = line.split("\t");
      return [id, [a, b]];
    }),
  );
}

const known = readings();
const captions: string[] = [];
const marks: Marks[] = [];
for (const name of SETS)
  for (const [row, caption] of (await laionCaptions(path(name))).entries()) {
    captions.push(caption);
    marks.push(known.get(`${name}:${row}`) ?? ["", ""]);
  }

const filter = await createFilter("text-toxicity", { device: "cpu", models: {} });
const rows: readonly Row[] = await filter.score(captions.map((caption, i) => ({ key: String(i), caption })));
await filter.close();

/** Whether both readers, or either, put a caption among these marks. */
const both = (i: number, kinds: RegExp): boolean => (marks[i] ?? []).every((mark) => kinds.test(mark));
const either = (i: number, kinds: RegExp): boolean => (marks[i] ?? []).some((mark) => kinds.test(mark));
const atOrAbove = (label: string, cut: number) => (i: number) => Number(rows[i]?.[label] ?? 0) >= cut;

const share = (k: number, n: number): string => {
  const { rate, low, high } = wilson(k, n);
  return `${k} of ${n}: ${percentInterval(rate, low, high)}`;
};

/** One row: how many are flagged, how many rightly, and how many of those that should be are. */
function line(name: string, kinds: RegExp, flags: (i: number) => boolean): string {
  const all = captions.map((_, i) => i);
  const flagged = all.filter(flags);
  const right = (holds: typeof both) => flagged.filter((i) => holds(i, kinds)).length;
  const found = (holds: typeof both) => share(right(holds), all.filter((i) => holds(i, kinds)).length);
  const shown = [share(flagged.length, all.length), share(right(either), flagged.length)];
  return `| ${[name, ...shown, found(both), found(either)].join(" | ")} |`;
}

/** κ of the two readers on one kind. */
function kappa(name: string, kinds: RegExp): string {
  const said = (mark: string): string => (kinds.test(mark) ? name : "other");
  const opinions = marks.map(
    ([a, b]) =>
      new Map([
        ["a", said(a)],
        ["b", said(b)],
      ]),
  );
  const [two] = agreement(opinions, { repeats: 200, seed: 1 }).between;
  const { value, low, high } = two?.kappa ?? { value: null, low: null, high: null };
  return decimalsInterval(value, low, high, 2);
}

const SEXUAL = /S/u;
const TOXIC = /T/u;
const HARM = /[ST]/u;
const sexual = captionCut("text_sexual_explicit");
const hate = ["text_toxicity", "text_identity_attack", "text_insult"];
const table = [
  "| Flagged by | captions | rightly, by either reader | found of those marked by both | found of those marked by either |",
  "| --- | --- | --- | --- | --- |",
  ...[0.3, 0.5, sexual, 0.9].map((cut) =>
    line(`sexual_explicit ≥ ${cut}`, SEXUAL, atOrAbove("text_sexual_explicit", cut)),
  ),
  line("toxicity, identity_attack or insult at its cut", TOXIC, (i) =>
    hate.some((label) => atOrAbove(label, captionCut(label))(i)),
  ),
];
for (const policy of ["default", "strict"]) {
  const actions = await judgeCaptions(policy, captions);
  table.push(line(`\`${policy}\`: dropped`, HARM, (i) => actions[i] === "drop"));
  table.push(line(`\`${policy}\`: dropped, or for review`, HARM, (i) => actions[i] !== "keep"));
}
table.push(
  "",
  `The readers agree by Cohen's κ of ${kappa("S", SEXUAL)} on what is sexually explicit; ${captions.filter((_, i) => either(i, TOXIC)).length} captions are hateful, insulting or a threat to either.`,
);
const text = table.join("\n");
console.log(text);
const card = `${modelFolder("text-toxicity")}/README.md`;
const between = /(<!-- measured by npm run bench:web -->\n)[\s\S]*?(<!-- end -->)/u;
writeFileSync(
  card,
  readFileSync(card, "utf8").replace(between, (_, head, tail) => `${head}${text}\n${tail}`),
);
