/**
 * Whether the panel decides in two passes as it does in floats alone: on every set of pictures at hand, at cuts that
 * flag 1, 5 and 20 % of it and at the policies' own. `npm run bench:two-passes` prints the table of
 * docs/image-panel.md and ends with 1 where a decision differs; ten minutes.
 */
import { readFile } from "node:fs/promises";
import { decodeImage, limitDecodeThreads } from "../datasets/index.ts";
import { exactFrom, harm, type Member, panel, TAU, together } from "../filters/image-panel.ts";
import { type ImageClassifier, loadImageClassifier, type Pixels } from "../models/index.ts";
import { harmless } from "./harmless.ts";
import { readRegisters } from "./image-registers.ts";
import { keptScores, measuredBy, panelScores } from "./kept-scores.ts";

/** What decides of a picture, computed in floats alone and in two passes. */
interface Judged {
  readonly floats: readonly number[];
  readonly twice: readonly number[];
  readonly again: boolean;
}

const judges = [...panel.map(({ name }) => name), "image_score", "image_porn_agreed"] as const;
/** The cuts that ship, by judge: each model's two, and those of the policies. */
const own = [...panel.map(({ flags, sure }) => [flags, sure]), [0.5], [0.8]] as const;
/** Below this a policy's cut is refused for a run of two passes. */
const least = [
  ...panel.map(() => TAU),
  exactFrom["image_score"] ?? TAU,
  exactFrom["image_porn_agreed"] ?? TAU,
];

limitDecodeThreads(1);
const members: (ImageClassifier & Member)[] = [];
for (const member of panel)
  members.push({ ...member, ...(await loadImageClassifier(member.id, { device: "cpu", twice: true })) });
if (members.some(({ int8 }) => int8 === null)) {
  console.error("Cannot compare two passes: wanted a processor that is fast in whole numbers, got none");
  process.exit(2);
}

/** @param floats what was computed in floats before */
async function judged(pixels: Pixels, floats: readonly (readonly number[])[]): Promise<Judged> {
  const whole: Float32Array[] = [];
  for (const member of members) {
    const [first] = await member.classifyTwice([pixels], () => false);
    if (first) whole.push(first.scores);
  }
  const doubtful = whole.map((row, m) => harm(members[m]?.labels ?? [], row) >= TAU);
  const values = (of: readonly ArrayLike<number>[]) => {
    const { score, pornAgreed } = together(members, of);
    return [...of.map((row, m) => harm(members[m]?.labels ?? [], row)), score, pornAgreed];
  };
  return {
    floats: values(floats),
    twice: values(whole.map((row, m) => (doubtful[m] ? (floats[m] ?? []) : row))),
    again: doubtful.some(Boolean),
  };
}

const sets = new Map<string, Judged[]>();
const add = (set: string, one: Judged) => sets.set(set, [...(sets.get(set) ?? []), one]);
const { registers, missing } = readRegisters();
for (const name of missing) console.error(`not here: ${name}; models/image-probes/fetch.sh fetches packages`);
const digests = members.flatMap(({ sha256, int8 }) => [sha256, int8 ?? ""]).map((hex) => hex.slice(0, 12));
const known = keptScores<Judged | null>("passes.jsonl", digests.join(" "));
const floats = panelScores(members);

async function kept(name: string, decode: () => Promise<Pixels | undefined>): Promise<Judged | null> {
  const found = known.get(name);
  if (found !== undefined) return found;
  const pixels = await decode();
  const before = floats.get(name);
  const rows = before ?? (pixels && (await measuredBy(members, pixels)));
  if (before === undefined) floats.put(name, rows ?? null);
  const one = pixels && rows ? await judged(pixels, rows) : null;
  known.put(name, one);
  return one;
}
for (const { name, paths } of registers)
  for (const path of paths) {
    const one = await kept(path, async () => (await decodeImage(await readFile(path))).pixels);
    if (one) add(name, one);
  }
let count = 0;
for await (const { kind, pixels } of harmless(0.01)) {
  if (kind === "textbooks") break;
  const one = await kept(`harmless ${kind} ${count++}`, async () => pixels);
  if (one)
    add(kind === "photographs" ? "the sample" : kind.startsWith("emoji") ? "illustrations" : kind, one);
}

let differing = 0;
function cell(all: readonly Judged[], judge: number): string {
  const sorted = all.map(({ floats }) => floats[judge] ?? 0).sort((a, b) => b - a);
  const shares = [0.01, 0.05, 0.2].map((share) => sorted[Math.floor(share * sorted.length)] ?? 1);
  const of = (cut: number) =>
    all.filter(({ floats, twice }) => (floats[judge] ?? 0) >= cut !== (twice[judge] ?? 0) >= cut).length;
  const counts = shares.map((cut) => (cut < (least[judge] ?? TAU) ? null : of(cut)));
  const shipped = (own[judge] ?? []).map(of);
  differing += [...counts, ...shipped].reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return `${counts.map((n) => n ?? "–").join(" · ")} · ${shipped.reduce((a, b) => a + b, 0)}`;
}

console.log(`| set | pictures | computed twice | ${judges.join(" | ")} |`);
console.log(`| --- | --- | --- |${" --- |".repeat(judges.length)}`);
for (const [name, all] of sets) {
  const share = (100 * all.filter(({ again }) => again).length) / all.length;
  const cells = judges.map((_, judge) => cell(all, judge));
  console.log(`| ${name} | ${all.length} | ${share.toFixed(0)} % | ${cells.join(" | ")} |`);
}
const most = members.map((_, m) =>
  Math.max(
    0,
    ...[...sets.values()]
      .flat()
      .filter(({ floats, twice }) => floats[m] !== twice[m])
      .map(({ floats }) => floats[m] ?? 0),
  ),
);
console.log(
  `\nDecisions that differ: ${differing}. The highest sum in floats that whole numbers left below ${TAU}: ${most
    .map((value, m) => `${panel[m]?.name} ${value.toFixed(3)}`)
    .join(", ")}.`,
);
for (const member of members) await member.close();
process.exitCode = differing === 0 ? 0 : 1;
