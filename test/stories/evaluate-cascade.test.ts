import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, it } from "vitest";
import type { PicturesEvaluation } from "../../src/evaluate/pictures/evaluate.ts";
import type { SetFigures } from "../../src/evaluate/pictures/figures.ts";
import type { Measure } from "../../src/statistics/measures.ts";
import type { Rate } from "../../src/statistics/wilson.ts";
import { cascadeTable } from "../../src/words/texts/cascade-table.ts";
import { Missed, playedUntilMet, root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const data = folder("data");
const out = folder("evaluation");

const inks = {
  red: "#d22",
  green: "#2a3",
  blue: "#24c",
  orange: "#f83",
  purple: "#83c",
  black: "#222",
  pink: "#f9b",
};
const shapes = {
  circle: '<circle cx="32" cy="32" r="24"/>',
  square: '<rect x="10" y="10" width="44" height="44"/>',
  triangle: '<path d="M32 8 58 56H6z"/>',
  bar: '<rect x="4" y="26" width="56" height="12"/>',
  post: '<rect x="26" y="4" width="12" height="56"/>',
};
const concepts = Object.entries(inks).flatMap(([colour, ink]) =>
  Object.entries(shapes).map(([shape, svg]) => ({ name: `${colour} ${shape}`, colour, ink, svg, shape })),
);
const splits = ["train", "test", "combination"] as const;

/** Every concept is trained on, held out, or held out in the style `plain` only; smaller posts are no training pictures. */
beforeAll(async () => {
  mkdirSync(data);
  const lines: string[] = [];
  for (const [i, { name, ink, svg, shape }] of [...concepts, ...concepts].entries()) {
    const split = splits[i % 3];
    for (const [style, side] of [
      ["plain", 64],
      ["small", 80],
    ] as const) {
      const file = `${i}-${style}.png`;
      const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="64" height="64" fill="${ink}"><rect width="100%" height="100%" fill="#fff"/>${svg}</svg>`;
      await sharp(Buffer.from(picture)).png().toFile(join(data, file));
      const concept = `${name} ${split}`;
      lines.push(
        JSON.stringify({
          ...{
            file_name: file,
            text: `a ${name}${i < concepts.length ? "" : " again"}`,
            split,
            concept,
            style,
            edition: style === "small" && shape === "post" ? "other" : "ours",
          },
          ...{ group: shape, skin_tones: [] },
        }),
      );
    }
  }
  writeFileSync(join(data, "metadata.jsonl"), lines.join("\n"));
  cpSync(join(root, "models/tiny-cascade"), folder("tiny"), { recursive: true });
  const path = join(folder("tiny"), "model.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(
    path,
    JSON.stringify({
      ...manifest,
      lineage: { ...manifest.lineage, selection: { edition: "ours" } },
      // What is drawn need not be as good as it can be, only better than chance.
      stages: manifest.stages.map((stage: object) => ({ ...stage, steps: 4 })),
    }),
  );
});

/** Its gate lets the folder draw, though no card stands behind it; the first command begins the gate. */
beforeAll(async () => {
  await sluice("generate", "red", "--model", folder("tiny"), "--quiet");
  expect((await sluice("gate", "except", folder("tiny"), "--reason", "a test")).code).toBe(0);
});

const words = (to: string, ...more: string[]) => [
  ...["models", "evaluate", folder("tiny"), "--data", data, "--out", to, "--where", "style=plain"],
  ...["--captions", "20", "--per-caption", "1", ...more],
];
/** As printed by the second test's run that was not broken off. */
let table = "";
const measured = () => readFileSync(join(out, "measured.jsonl"), "utf8").trim().split("\n").length - 1;

it("goes on where it was broken off, and comes to the figures of one that was not", async () => {
  const { before, missed } = await playedUntilMet(async (again) => {
    rmSync(out, { recursive: true, force: true });
    const broken = start(words(out));
    await broken.says(/of 60 pictures measured/u);
    await broken.endedBy("SIGKILL");
    if (!existsSync(join(out, "measured.jsonl"))) throw new Missed("all were measured by then");
    return { before: measured(), missed: again };
  });
  expect(before).toBeGreaterThan(15);
  expect(before).toBeLessThan(60);
  const { code, stdout, stderr } = await sluice(...words(out, "--json"));
  expect([code, stderr.match(/refus|cannot/giu)]).toEqual([0, null]);
  expect(existsSync(join(out, "measured.jsonl"))).toBe(false);
  const document = readFileSync(join(out, "evaluation.json"), "utf8");
  expect(JSON.parse(document)).toMatchObject(JSON.parse(stdout));
  const whole = await sluice(...words(folder("whole")));
  expect(readFileSync(join(folder("whole"), "evaluation.json"), "utf8")).toBe(document);
  table = whole.stdout;
  const ledger = readFileSync(join(process.env["XDG_STATE_HOME"] ?? "", "sluice/gate/ledger.jsonl"), "utf8");
  // One run was killed: its end is not there.
  expect(ledger.match(/"purpose":"evaluate"/gu)).toHaveLength(3 + missed);
  expect(ledger.match(/"type":"drawing-ended"/gu)).toHaveLength(2 + missed);
}, 1_800_000);

it("tells concepts from combinations, and compares without text", () => {
  const e: PicturesEvaluation = JSON.parse(readFileSync(join(out, "evaluation.json"), "utf8"));
  expect(e.reference).toMatchObject({ trained: 24, unseen: 23, combined: 23, broken: 0, otherwise: 70 });
  // All that was trained on is searched for copies, in both styles: but for five posts.
  expect(e.reference.searched).toBe(24 + 24 - 5);
  for (const set of [e.seen, e.unseen, e.combined, e.lookedUp]) {
    expect(set?.captions).toBe(20);
    expect(set?.kinship).toMatchObject({ captions: 20, styles: ["small"] });
    expect(set?.distances.n).toBe(20);
  }
  // Drawn smaller is the same silhouette shrunk, and the same ink.
  expect(e.ceiling.shapes.nearer.low).toBeGreaterThan(0.5);
  expect(e.ceiling.palettes.nearer.low).toBeGreaterThan(0.8);
  expect(e.seen.palettes.nearer.low).toBeGreaterThan(0.5);
  for (const { styles } of [e.seen, e.unseen, e.ceiling]) expect(styles.n).toBeGreaterThan(15);
  // Real pictures lie near to the same drawn smaller, as do those of a model that draws coloured shapes.
  expect(e.ceiling.kinship.nearer.low).toBeGreaterThan(0.9);
  expect(e.seen.kinship.nearer.low).toBeGreaterThan(0.5);
  expect(e.unseen.colours?.low).toBeGreaterThan(0.5);
  expect(e.ceiling.colours).toMatchObject({ k: 20, n: 20 });
  expect(e.ceilingCombined?.shapes.nearer.low).toBeGreaterThan(0.5);
  expect(e.ceilingCombined?.palettes.nearer.low).toBeGreaterThan(0.8);
  expect(e.ceilingCombined?.shapes).not.toEqual(e.ceiling.shapes);
  // What is looked up is a training picture, and shares at least a colour or a shape with the words.
  expect(e.lookedUp.copies.byHash).toMatchObject({ k: 20, n: 20 });
  expect(e.lookedUp.palettes.nearer.low).toBeGreaterThan(0.5);
  expect(e.seen.groups.map(({ group }) => group)).toEqual(Object.keys(shapes).sort());
  for (const { group, missed } of e.seen.groups)
    for (const caption of missed) expect(caption).toMatch(new RegExp(`^a \\w+ ${group}( again)?$`, "u"));
  const sum = (key: "k" | "n") => e.seen.groups.reduce((all, { covered }) => all + covered[key], 0);
  expect([sum("k"), sum("n")]).toEqual([e.seen.manifold.coverage.k, e.seen.captions]);
  const page = readFileSync(join(out, "evaluation.html"), "utf8");
  for (const { missed } of e.seen.groups) for (const caption of missed) expect(page).toContain(caption);
  for (const head of ["held-out combinations", "looked up", "real, combinations", "among all 43 pictures"])
    expect(page).toContain(head);
});

it("prints the figures of the document as a table that fits a window of 80 columns", () => {
  const e: PicturesEvaluation = JSON.parse(readFileSync(join(out, "evaluation.json"), "utf8"));
  const lines = table.split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const line = (name: string) => lines.find((one) => one.startsWith(`${name} `)) ?? "";
  const cells = (name: string) => [
    ...line(name)
      .slice(name.length)
      .matchAll(/–|(-?\d+) \[(-?\d+),(-?\d+)\]/gu),
  ];
  const made = [e.seen, e.unseen, e.combined as SetFigures, e.lookedUp];
  const sides = [...made, e.ceiling];
  const figures = {
    "caption 1st": sides.map(({ retrieval }) => ends(retrieval.first)),
    "caption 1–5": sides.map(({ retrieval }) => ends(retrieval.firstFive)),
    "same concept": sides.map(({ kinship }) => ends(kinship.nearer)),
    colours: sides.map(({ palettes }) => ends(palettes.nearer)),
    silhouette: sides.map(({ shapes }) => ends(shapes.nearer)),
    style: sides.map(({ styles }) => ends(styles)),
    named: sides.map(({ colours }) => ends(colours)),
    "KID × 100": sides.map(({ distances }) => ends(distances.kernel.features)),
    "near copies": [...made.map(({ copies }) => ends(copies.byHash)), null],
    covered: [ends(e.seen.manifold.coverage), null, null, null, null],
    "Real for combinations:": [e.ceilingCombined?.palettes, e.ceilingCombined?.shapes].map((one) =>
      ends(one?.nearer),
    ),
    "Refused by the filters:": [ends(e.refused)],
  };
  for (const [name, row] of Object.entries(figures)) {
    const printed = cells(name);
    expect([name, printed.length]).toEqual([name, row.length]);
    for (const [i, figure] of row.entries()) {
      const [text, ...numbers] = printed[i] as RegExpExecArray;
      expect([name, text === "–"]).toEqual([name, figure === null]);
      for (const [end, value] of (figure ?? []).entries())
        expect(Math.abs(Number(numbers[end]) - 100 * value)).toBeLessThanOrEqual(0.5 + 1e-9);
    }
  }
  expect(table).toContain("sought among all 43 pictures that were trained on");
  expect(table).not.toContain("not measurable");
});

it("gives no named colour of made pictures where the ruler fails on real ones, and says so", () => {
  const e: PicturesEvaluation = JSON.parse(readFileSync(join(out, "evaluation.json"), "utf8"));
  const without = <T extends object>(set: T) => ({ ...set, colours: null });
  const text = cascadeTable("tiny", {
    ...e,
    ...{ seen: without(e.seen), unseen: without(e.unseen), combined: null, lookedUp: without(e.lookedUp) },
    ...{ ceilingCombined: null, ceiling: { ...e.ceiling, colours: { ...e.ceiling.colours, k: 2, n: 6 } } },
  });
  expect(text).toMatch(/^named +– +– +– +100 \[/mu);
  expect(text).toContain("not measurable, the ruler is right on 2 of 6 real pictures");
  expect(text).not.toContain("Real for combinations");
});

/** A figure and the ends of its interval; null where there is none. */
function ends(figure: Partial<Rate & Measure> | null | undefined): readonly number[] | null {
  const all = [figure?.rate ?? figure?.value, figure?.low, figure?.high].flatMap((value) => value ?? []);
  return all.length < 3 ? null : all;
}
