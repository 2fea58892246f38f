import { readFileSync } from "node:fs";
import { captionCut } from "../filters/cuts.ts";
import { createFilter, type Row } from "../filters/index.ts";
import { percentInterval } from "../src/process/figures.ts";
import { once, rank, rocAuc } from "../src/statistics/ranking.ts";
import { wilson } from "../src/statistics/wilson.ts";

/**
 * The text model on captions by an independent author: sexual ones in English, hateful and sexual ones in eleven
 * languages. `npm run bench:independent`; prints counts and shares, no caption.
 */
interface Line {
  readonly text: string;
  /** 1: should be kept out. */
  readonly label: 0 | 1;
  readonly kind: string;
  readonly lang?: string;
}

const folder = new URL("../test/fixtures/independent-captions/", import.meta.url);

/** Base64 of JSON lines, so that nobody reads it by accident. */
function read(name: string): readonly Line[] {
  const text = Buffer.from(readFileSync(new URL(name, folder), "utf8"), "base64").toString();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** A caption that was judged. */
interface Judged extends Line {
  readonly row: Row;
}

async function judged(name: string): Promise<readonly Judged[]> {
  const lines = read(name);
  const filter = await createFilter("text-toxicity", { device: "cpu", models: {} });
  const rows = await filter.score(lines.map(({ text }, i) => ({ key: String(i), caption: text })));
  await filter.close();
  return lines.map((line, i) => ({ ...line, row: rows[i] ?? {} }));
}

const scoreOf = ({ row }: Judged, labels: readonly string[]): number =>
  Math.max(0, ...labels.map((label) => Number(row[label] ?? 0)));

/** What is not read scores 0: it is not found. */
function area(lines: readonly Judged[], labels: readonly string[]): string {
  const items = lines.map((line) => ({ score: scoreOf(line, labels), label: line.label }));
  const ranked = rank(items);
  return (rocAuc(ranked, once(ranked)) ?? Number.NaN).toFixed(3);
}

function share(lines: readonly Judged[], holds: (line: Judged) => boolean): string {
  const { rate, low, high } = wilson(lines.filter(holds).length, lines.length);
  return `${percentInterval(rate, low, high)}, n ${lines.length}`;
}

const cut = captionCut("text_sexual_explicit");
const HATE = ["text_toxicity", "text_identity_attack"];
const SEXUAL = ["text_sexual_explicit"];

const english = await judged("sexual-captions.jsonl.b64");
console.log(`sexual captions in English: AUC ${area(english, SEXUAL)}; at the cut for captions, ${cut}:`);
for (const kind of [...new Set(english.map((line) => line.kind))].sort()) {
  const some = english.filter((line) => line.kind === kind);
  console.log(`  ${kind.padEnd(14)} flagged ${share(some, (line) => scoreOf(line, SEXUAL) >= cut)}`);
}

const languages = await judged("multilingual.jsonl.b64");
const FLAGS = ["toxicity", "identity_attack", "insult", "sexual_explicit"].map((label) => `text_${label}`);
const isFlagged = (line: Judged): boolean =>
  FLAGS.some((label) => Number(line.row[label] ?? 0) >= captionCut(label));

console.log(
  "\nlanguage  measured                       AUC of hate, of sexual captions; at the cuts for captions: hate and sexual captions found, harmless flagged",
);
for (const lang of [...new Set(languages.map((line) => line.lang ?? ""))].sort()) {
  const all = languages.filter((line) => line.lang === lang);
  const of = (...kinds: readonly string[]) => all.filter(({ kind }) => kinds.includes(kind));
  const read = share(all, ({ row }) => row["text_toxicity"] !== null && row["text_toxicity"] !== undefined);
  const flagged = (...kinds: readonly string[]) =>
    `${of(...kinds).filter(isFlagged).length} of ${of(...kinds).length}`;
  const areas = `${area(of("hate", "benign"), HATE)}, ${area(of("sexual", "lookalike"), SEXUAL)}`;
  console.log(
    `${lang.padEnd(9)} ${read.padEnd(30)} ${areas}; ${flagged("hate")}, ${flagged("sexual")}, ${flagged("benign", "lookalike")}`,
  );
}
