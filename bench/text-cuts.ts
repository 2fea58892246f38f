import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { calibrated } from "../filters/calibration.ts";
import { createFilter } from "../filters/index.ts";
import { modelFolder, readManifest } from "../models/index.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { fitLabels } from "./label-fit.ts";
import { trainingSplit } from "./text-splits.ts";

/**
 * Cuts of the text model per register, and how a comment's toxicity is made of all labels, from open development data
 * (no row of a test split): `npm run cuts`. Writes both of comments, and the cuts of prompts, into `model.json` beside
 * those of captions, which the training recipe chooses; what each cut means into `registers.json` and the card; and the
 * cuts into the policies that ship. Nothing of the texts is printed.
 */
const DATA = "../shared/data";
if (!existsSync(DATA)) {
  console.error(`Cannot choose cuts: wanted ${DATA}`);
  process.exit(2);
}
/** Of captions and prompts, and of comments. */
const MOST = { others: 2500, comments: 6000 };
/** Comments of which several people said whether they are toxic, and not all picked for being so. */
const JUDGED = new Set(["davidson", "hatexplain", "cad"]);
const PREVALENCES = [0.1, 0.01, 0.001] as const;
/** The largest share of harmless texts of a register that a cut may flag, per label. */
const ALLOWED = { comment: 0.07, prompt: 0.01 } as const;
const rules = {
  comment: `per label, the smallest threshold on a grid of 0.001 at which at most ${Math.round(1000 * ALLOWED.comment) / 10} % of comments that are labelled negative are flagged; toxicity is made of the labels by a logistic regression without negative weights on comments that several people judged`,
  prompt: `per label, the smallest threshold on a grid of 0.001 at which at most ${100 * ALLOWED.prompt} % of image prompts without sexual content are flagged`,
};

interface Row {
  readonly source: string;
  readonly split: string;
  readonly register: string;
  readonly text: string;
  readonly toxic: number | null;
  readonly hate: number | null;
  readonly sexual: number | null;
}

const file = readManifest("text-toxicity");
if (file.kind !== "text-classifier" || file.thresholds === undefined) throw new Error("no cuts of captions");
const { labels, thresholds } = file;

const lines = gunzipSync(readFileSync(`${DATA}/text/unified.jsonl.gz`))
  .toString()
  .trim()
  .split("\n");
const all = lines.map((line) => JSON.parse(line) as Row);
/** Development data as training split it: nothing of any test set. */
const dev = all.filter((row) => trainingSplit(row) === "dev");
const ofRegister = (...names: readonly string[]) => dev.filter(({ register }) => names.includes(register));
const truth: Readonly<Record<string, (row: Row) => number | null>> = {
  toxicity: ({ toxic }) => toxic,
  identity_attack: ({ hate }) => hate,
  insult: ({ toxic }) => (toxic === 0 ? 0 : null),
  obscene: ({ toxic }) => (toxic === 0 ? 0 : null),
  sexual_explicit: ({ sexual, toxic }) => sexual ?? (toxic === 0 ? 0 : null),
};
const comments = thin(ofRegister("comment", "statement"), MOST.comments);
/** Prompts are few: the sources' test rows count, too. */
const prompts = thin(
  all.filter(
    ({ register, split }, i) =>
      (register === "prompt" || register === "image-prompt") && (split === "test" || i % 10 === 3),
  ),
);
const captions = thin([...ofRegister("caption"), ...realCaptions()]);

function thin<T>(rows: readonly T[], most = MOST.others): readonly T[] {
  const step = Math.max(1, rows.length / most);
  return Array.from({ length: Math.min(most, rows.length) }, (_, i) => rows[Math.floor(i * step)] as T);
}

function realCaptions(): readonly Row[] {
  const harmless = { source: "cc3m", split: "", register: "caption", toxic: 0, hate: 0, sexual: 0 };
  return readFileSync(`${DATA}/fixtures/cc3m/Validation_GCC-1.1.0-Validation.tsv`, "utf8")
    .split("\n")
    .filter((_, i) => i % 12 === 5)
    .map((line) => ({ ...harmless, text: line.split("\t", 1)[0] ?? "" }));
}

const filter = await createFilter("text-toxicity", { device: "cpu", models: {} });
async function scoresOf(rows: readonly Row[]) {
  const scored = await filter.score(rows.map(({ text }, i) => ({ key: String(i), caption: text })));
  return rows.map((row, i) => ({ row, scores: scored[i] ?? {} }));
}
const [byComment, byPrompt, byCaption] = [
  await scoresOf(comments),
  await scoresOf(prompts),
  await scoresOf(captions),
];
await filter.close();

type Scored = Awaited<ReturnType<typeof scoresOf>>;

/** Toxicity of comments, of all labels: on clear comments, swearing and sexual insults count beside it. */
const { bias, weights } = fitLabels(
  byComment.flatMap(({ row, scores }) => {
    const values = labels.map((label) => scores[`text_${label}`]);
    if (!JUDGED.has(row.source) || row.toxic === null || values.some((value) => typeof value !== "number"))
      return [];
    const logits = values.map((value) => Math.log((Number(value) + 1e-6) / (1 - Number(value) + 1e-6)));
    return [{ logits, harmful: row.toxic === 1 }];
  }),
);
const toxicity = {
  bias,
  weights: Object.fromEntries(labels.flatMap((label, k) => (weights[k] ? [[label, weights[k]]] : []))),
};
const asCalibrated: Scored = byComment.map(({ row, scores }) => ({
  row,
  scores:
    scores["text_toxicity"] === null
      ? scores
      : { ...scores, text_toxicity: calibrated(toxicity, (label) => Number(scores[`text_${label}`])) },
}));

/** Scores of a label by truth; what was not measured is in neither. */
function split(scored: Scored, label: string, isHarmless: (row: Row) => boolean) {
  const of = (wanted: (row: Row) => boolean) =>
    scored.flatMap(({ row, scores }) => {
      const score = scores[`text_${label}`];
      return typeof score === "number" && wanted(row) ? [score] : [];
    });
  return { harmless: of(isHarmless), harmful: of((row) => truth[label]?.(row) === 1) };
}

function smallest(harmless: readonly number[], allowed: number): number {
  for (let cut = 1; cut < 1000; cut++)
    if (harmless.filter((score) => score >= cut / 1000).length <= allowed * harmless.length)
      return cut / 1000;
  return 1;
}

function meaning(cut: number, { harmless, harmful }: ReturnType<typeof split>) {
  const over = (scores: readonly number[]) =>
    wilson(scores.filter((score) => score >= cut).length, scores.length);
  const [falseAlarms, recall] = [over(harmless), over(harmful)];
  const precision = PREVALENCES.map((share) => {
    const [right, wrong] = [share * (recall.rate ?? 0), (1 - share) * (falseAlarms.rate ?? 0)];
    return [String(share), recall.n === 0 || right + wrong === 0 ? null : right / (right + wrong)];
  });
  return { cut, falseAlarms, recall, precision: Object.fromEntries(precision) };
}

const perLabel = (cutOf: (label: string) => readonly [number, ReturnType<typeof split>]) =>
  Object.fromEntries(labels.map((label) => [label, meaning(...cutOf(label))]));
const isNegative = (label: string) => (row: Row) => truth[label]?.(row) === 0;
const registers = {
  caption: {
    rule: thresholds.rule,
    note: "recall is of comments: open captions that are labelled harmful do not exist",
    labels: perLabel((label) => [
      thresholds.values[label] ?? 0.5,
      {
        harmless: split(byCaption, label, () => true).harmless,
        harmful: split(byComment, label, () => false).harmful,
      },
    ]),
  },
  comment: {
    rule: rules.comment,
    labels: perLabel((label) => {
      const parts = split(asCalibrated, label, isNegative(label));
      return [smallest(parts.harmless, ALLOWED.comment), parts];
    }),
  },
  prompt: {
    rule: rules.prompt,
    note: "recall is of prompts whose picture was sexual, which their words often do not say; of the other labels it is not known",
    labels: perLabel((label) => {
      const parts = split(byPrompt, label, ({ sexual }) => sexual === 0);
      return [smallest(parts.harmless, ALLOWED.prompt), parts];
    }),
  },
};
const folder = modelFolder("text-toxicity");
writeFileSync(`${folder}/registers.json`, `${JSON.stringify(registers, null, 1)}\n`);

const values = (register: "comment" | "prompt") =>
  Object.fromEntries(labels.map((label) => [label, registers[register].labels[label]?.cut ?? 1]));
const manifest = JSON.parse(readFileSync(`${folder}/model.json`, "utf8"));
manifest.thresholds.registers = {
  comment: { rule: rules.comment, values: values("comment"), calibration: { toxicity } },
  prompt: { rule: rules.prompt, values: values("prompt") },
};
writeFileSync(`${folder}/model.json`, `${JSON.stringify(manifest, null, 2)}\n`);

/** The model's cuts in a policy; its version goes up by hand. */
function refresh(name: string, cuts: Readonly<Record<string, number>>): void {
  const path = new URL(`../filters/policies/${name}.yaml`, import.meta.url);
  // Cuts of three decimals are the model's; rounder ones are opinions of the policy's own.
  const text = readFileSync(path, "utf8").replace(
    /(text_([a-z_]+) >= )0\.\d{3}(?=\s)/gu,
    (whole, head: string, label: string) =>
      cuts[label] === undefined ? whole : head + cuts[label].toFixed(3),
  );
  writeFileSync(path, text);
}
/** What each cut means, as the model's card says it. */
function table(): string {
  const percent = (share: number | null | undefined) =>
    share === null || share === undefined ? "–" : `${(100 * share).toFixed(1)} %`;
  const rows = Object.entries(registers).flatMap(([register, { labels: said }]) =>
    Object.entries(said).map(([label, { cut, falseAlarms, recall, precision }]) => {
      const found = recall.n === 0 ? "–" : `${recall.k} of ${recall.n}`;
      const means = PREVALENCES.map((share) => percent(precision[String(share)]));
      return `| ${[register, label, cut.toFixed(3), `${falseAlarms.k} of ${falseAlarms.n}`, found, ...means].join(" | ")} |`;
    }),
  );
  return [
    "| Register | Label | Cut | harmless flagged | harmful found | precision at 10 % | at 1 % | at 0.1 % |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
const card = `${folder}/README.md`;
const marks = /(<!-- measured by npm run cuts -->\n)[\s\S]*?(\n<!-- end -->)/u;
writeFileSync(
  card,
  readFileSync(card, "utf8").replace(marks, (_, head, tail) => `${head}${table()}${tail}`),
);
refresh("default", thresholds.values);
refresh("strict", thresholds.values);
refresh("gate/prompt", values("prompt"));
for (const [name, { labels: said }] of Object.entries(registers))
  for (const [label, { cut, falseAlarms, recall }] of Object.entries(said))
    console.log(
      `${name.padEnd(8)} ${label.padEnd(16)} ${cut.toFixed(3)}  false ${falseAlarms.k}/${falseAlarms.n}  found ${recall.k}/${recall.n}`,
    );
