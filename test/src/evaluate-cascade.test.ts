import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, it } from "vitest";
import type { PicturesEvaluation } from "../../src/evaluate/pictures/evaluate.ts";
import { root, start } from "../cli.ts";
import { scratchFolder } from "./run-files.ts";

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

/** Every concept is trained on, held out, or held out in the style `plain` only; each is also drawn smaller. */
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
    JSON.stringify({ ...manifest, lineage: { ...manifest.lineage, selection: { style: "plain" } } }),
  );
});

const words = (to: string, ...more: string[]) => [
  ...["models", "evaluate", folder("tiny"), "--data", data, "--out", to, "--where", "style=plain"],
  ...["--captions", "20", "--per-caption", "1", ...more],
];
const measured = () => readFileSync(join(out, "measured.jsonl"), "utf8").trim().split("\n").length - 1;

it("goes on where it was broken off, and comes to the figures of one that was not", async () => {
  const broken = start(words(out));
  await broken.says(/of 60 pictures measured/u);
  broken.kill("SIGKILL");
  await broken.done;
  const before = measured();
  expect(before).toBeGreaterThan(15);
  expect(before).toBeLessThan(60);
  const again = start(words(out, "--json"));
  const { code, stdout, stderr } = await again.done;
  expect([code, stderr.match(/refus|cannot/giu)]).toEqual([0, null]);
  expect(existsSync(join(out, "measured.jsonl"))).toBe(false);
  const whole = await start(words(folder("whole"), "--json")).done;
  expect(stdout).toBe(whole.stdout);
}, 1_800_000);

it("tells concepts from combinations, and compares without text", () => {
  const e: PicturesEvaluation = JSON.parse(readFileSync(join(out, "evaluation.json"), "utf8"));
  expect(e.reference).toMatchObject({ trained: 24, unseen: 23, combined: 23, broken: 0, otherwise: 70 });
  for (const set of [e.seen, e.unseen, e.combined, e.lookedUp]) {
    expect(set?.captions).toBe(20);
    expect(set?.kinship).toMatchObject({ captions: 20, styles: ["small"] });
    expect(set?.shapes.nearer.low).toBeLessThanOrEqual(set?.shapes.nearer.value ?? 0);
  }
  // Drawn smaller is the same silhouette shrunk, and the same ink.
  expect(e.ceiling.shapes.nearer.low).toBeGreaterThan(0.5);
  expect(e.ceiling.palettes.nearer.low).toBeGreaterThan(0.8);
  expect(e.seen.palettes.nearer.low).toBeGreaterThan(0.5);
  for (const { styles } of [e.seen, e.unseen, e.ceiling]) expect(styles.n).toBeGreaterThan(15);
  // Real pictures lie near to the same drawn smaller, as do those of a model that draws coloured shapes.
  expect(e.ceiling.kinship.nearer.low).toBeGreaterThan(0.9);
  expect(e.seen.kinship.nearer.low).toBeGreaterThan(0.5);
  expect(e.unseen.colours.low).toBeGreaterThan(0.5);
  // What is looked up is a training picture, and shares at least a colour or a shape with the words.
  expect(e.lookedUp.copies.byHash).toMatchObject({ k: 20, n: 20 });
  expect(e.lookedUp.palettes.nearer.low).toBeGreaterThan(0.5);
  expect(e.seen.groups.map(({ group }) => group)).toEqual(Object.keys(shapes).sort());
  for (const { covered, missed } of e.seen.groups) expect(missed).toHaveLength(covered.n - covered.k);
  const page = readFileSync(join(out, "evaluation.html"), "utf8");
  for (const { missed } of e.seen.groups) for (const caption of missed) expect(page).toContain(caption);
  for (const head of ["held-out combinations", "looked up"]) expect(page).toContain(head);
});
