/**
 * Whether the panel decides in two passes as it does in floats alone: on every set of pictures at hand, at cuts that
 * flag 1, 5 and 20 % of it and at the policies' own. `npm run bench:two-passes` prints the table of
 * docs/image-panel.md and ends with 1 where a decision differs; ten minutes. `-- FOLDER…` adds a set of yours.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";
import { decodeImage, limitDecodeThreads } from "../datasets/index.ts";
import { EXACT, exactFrom, harm, type Member, panel, together } from "../filters/image-panel.ts";
import { type ImageClassifier, loadImageClassifier, type Pixels } from "../models/index.ts";
import { harmless, raw } from "./harmless.ts";
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
  ...panel.map(() => EXACT),
  exactFrom["image_score"] ?? EXACT,
  exactFrom["image_porn_agreed"] ?? EXACT,
];

limitDecodeThreads(1);
const members: (ImageClassifier & Member)[] = [];
for (const member of panel)
  members.push({ ...member, ...(await loadImageClassifier(member.id, { device: "cpu", twice: true })) });
if (members.some(({ int8 }) => int8 === null)) {
  console.error("Cannot compare two passes: wanted a processor that is fast in whole numbers, got none");
  process.exit(2);
}

type Rows = readonly (readonly number[])[];

/** A picture's probabilities by every model, in whole numbers. */
async function inWhole(pixels: Pixels): Promise<Rows> {
  const rows: (readonly number[])[] = [];
  for (const member of members) {
    const [first] = await member.classifyTwice([pixels], () => false);
    rows.push([...(first?.scores ?? [])].map((value) => Number(value.toFixed(5))));
  }
  return rows;
}

function judged(whole: Rows, floats: Rows): Judged {
  const doubtful = members.map(({ labels, again }, m) => harm(labels, whole[m] ?? []) >= again);
  const values = (of: Rows) => {
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
const known = keptScores<Rows | null>("whole.jsonl", digests.join(" "));
const floats = panelScores(members);

async function kept(name: string, decode: () => Promise<Pixels | undefined>): Promise<Judged | null> {
  const found = [known.get(name), floats.get(name)] as const;
  const pixels = found.includes(undefined) ? await decode() : undefined;
  const whole = found[0] ?? (pixels ? await inWhole(pixels) : null);
  const exact = found[1] ?? (pixels ? await measuredBy(members, pixels) : null);
  if (found[0] === undefined) known.put(name, whole);
  if (found[1] === undefined) floats.put(name, exact);
  return whole && exact ? judged(whole, exact) : null;
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
// These chose nothing: `again` was chosen on the sets above.
const everyday = registers.find(({ name }) => name === "everyday photographs")?.paths ?? [];
for (const path of everyday) {
  const one = await kept(`mirrored, half the size: ${path}`, async () =>
    mirroredHalf((await decodeImage(await readFile(path))).pixels),
  );
  if (one) add("everyday photographs, mirrored, half the size", one);
}
for (const folder of process.argv.slice(2))
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const one = await kept(path, async () => (await decodeImage(await readFile(path))).pixels);
    if (one) add(basename(folder), one);
  }

async function mirroredHalf(pixels: Pixels | undefined): Promise<Pixels | undefined> {
  if (pixels === undefined) return undefined;
  const { data, width, height } = pixels;
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2), fit: "fill" } as const;
  return raw(
    sharp(data, { raw: { width, height, channels: 3 } })
      .resize(half)
      .flop(),
  );
}

let differing = 0;
function cell(all: readonly Judged[], judge: number): string {
  const sorted = all.map(({ floats }) => floats[judge] ?? 0).sort((a, b) => b - a);
  const shares = [0.01, 0.05, 0.2].map((share) => sorted[Math.floor(share * sorted.length)] ?? 1);
  const of = (cut: number) =>
    all.filter(({ floats, twice }) => (floats[judge] ?? 0) >= cut !== (twice[judge] ?? 0) >= cut).length;
  const counts = shares.map((cut) => (cut < (least[judge] ?? EXACT) ? null : of(cut)));
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
  `\nDecisions that differ: ${differing}. The highest sum in floats that whole numbers left alone: ${most
    .map((value, m) => `${panel[m]?.name} ${value.toFixed(3)}`)
    .join(", ")}.`,
);
for (const member of members) await member.close();
process.exitCode = differing === 0 ? 0 : 1;
