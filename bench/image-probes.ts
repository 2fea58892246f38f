/**
 * What the image models say of pictures by register: `npm run bench:probes [-- --write]` prints the tables of
 * docs/image-panel.md. Scores are kept in $XDG_CACHE_HOME/sluice/probes/scores.jsonl: a second run takes seconds.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { decodeImage, limitDecodeThreads } from "../datasets/index.ts";
import { harm, panel, together } from "../filters/image-panel.ts";
import { loadImageClassifier } from "../models/index.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { type Register, readRegisters } from "./image-registers.ts";

const DROP = 0.8;
const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sluice/probes/scores.jsonl");

limitDecodeThreads(1);
const members = await Promise.all(
  panel.map(async (member) => ({ ...member, ...(await loadImageClassifier(member.id, { device: "cpu" })) })),
);
const known = readKnown();
const { registers, missing } = readRegisters();
for (const name of missing) console.error(`not here: ${name}; models/image-probes/fetch.sh fetches packages`);
const paths = [...new Set(registers.flatMap((register) => register.paths))];
for (const path of paths) if (!known.has(path)) await measure(path);

/** Probabilities of a picture, model by model. */
type Rows = readonly (readonly number[])[];

function readKnown(): Map<string, Rows | null> {
  const lines = existsSync(cache) ? readFileSync(cache, "utf8").split("\n").filter(Boolean) : [];
  const digests = members.map(({ sha256 }) => sha256.slice(0, 12)).join(" ");
  const entries = lines.map((line) => JSON.parse(line) as { path: string; by: string; rows: Rows | null });
  return new Map(entries.filter(({ by }) => by === digests).map(({ path, rows }) => [path, rows]));
}

async function measure(path: string): Promise<void> {
  const { pixels } = await decodeImage(await readFile(path));
  const rows = pixels
    ? await Promise.all(
        members.map(async ({ classify }) =>
          [...((await classify([pixels]))[0] ?? [])].map((value) => Number(value.toFixed(5))),
        ),
      )
    : null;
  known.set(path, rows);
  mkdirSync(dirname(cache), { recursive: true });
  const by = members.map(({ sha256 }) => sha256.slice(0, 12)).join(" ");
  appendFileSync(cache, `${JSON.stringify({ path, by, rows })}\n`);
}

const rowsOf = ({ paths: of }: Register): readonly Rows[] =>
  of.map((path) => known.get(path) ?? null).filter((rows) => rows !== null);
const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
function rate(all: readonly Rows[], is: (rows: Rows) => boolean): string {
  const { k, n, low, high } = wilson(all.filter(is).length, all.length);
  return n === 0 ? "" : `${k} of ${n} [${percent(low)}, ${percent(high)}]`;
}
const sum = (m: number) => (rows: Rows) => harm(members[m]?.labels ?? [], rows[m] ?? []);
const joint = (rows: Rows) => together(members, rows);

const tests: readonly (readonly [string, (rows: Rows) => boolean])[] = [
  ...members.map(({ name }, m) => [`${name} ≥ 0.5`, (rows: Rows) => sum(m)(rows) >= 0.5] as const),
  ["two agree", (rows) => joint(rows).agree >= 2],
  ["review: score ≥ 0.5", (rows) => joint(rows).score >= 0.5],
  [`drop: two say pornography ≥ ${DROP}`, (rows) => joint(rows).pornAgreed >= DROP],
];
console.log(`| register | ${tests.map(([name]) => name).join(" | ")} |`);
console.log(`| --- |${" --- |".repeat(tests.length)}`);
for (const register of registers) {
  const mark = register.wanted === "flag" ? " (to be flagged)" : "";
  const cells = tests.map(([, is]) => rate(rowsOf(register), is));
  console.log(`| ${register.name}${mark} | ${cells.join(" | ")} |`);
}

console.log("\n## Precision: of pictures that go to review, the share that is what it looks for\n");
const prevalences = [0.001, 0.01, 0.1] as const;
const quiet = registers.find(({ name }) => name === "everyday photographs");
const alarms = quiet ? rowsOf(quiet) : [];
console.log(
  `| if of what it looks for it finds | ${prevalences.map((p) => `${100 * p} % are`).join(" | ")} |`,
);
console.log(`| --- |${" --- |".repeat(prevalences.length)}`);
for (const found of [0.5, 0.75, 1]) {
  const {
    low,
    high,
    rate: middle,
  } = wilson(alarms.filter((rows) => joint(rows).score >= 0.5).length, alarms.length);
  const cells = prevalences.map((p) => {
    const of = (alarm: number | null) => percent((found * p) / (found * p + (alarm ?? 1) * (1 - p)));
    return `${of(middle)} % [${of(high)}, ${of(low)}]`;
  });
  console.log(`| ${100 * found} % | ${cells.join(" | ")} |`);
}

console.log("\n## Both errors, by the cut of the score\n");
const flags = registers.filter(({ wanted }) => wanted === "flag").flatMap(rowsOf);
const maps = registers.filter(({ name }) => name === "maps").flatMap(rowsOf);
console.log("| score | everyday photographs | maps | to be flagged |\n| --- | --- | --- | --- |");
for (const cut of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
  const is = (rows: Rows) => joint(rows).score >= cut;
  console.log(`| ${cut} | ${rate(alarms, is)} | ${rate(maps, is)} | ${rate(flags, is)} |`);
}
for (const member of members) await member.close();
