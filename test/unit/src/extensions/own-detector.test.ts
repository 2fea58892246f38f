import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Pixels } from "../../../../models/index.ts";
import { readModule } from "../../../../src/extensions/module-file.ts";
import { loadOwnFilters } from "../../../../src/extensions/own-filters.ts";
import { tinyGraph } from "../../../support/tiny-graph.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-own-detector-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const SIDE = 8;

/** A network that gives the mean of each colour, after something is done with it. */
function network(
  name: string,
  last: (graph: ReturnType<typeof tinyGraph>, means: string) => string,
  shape: number[],
) {
  const graph = tinyGraph();
  const means = graph.add("GlobalAveragePool", ["image"]);
  const bytes = graph.finish(
    [{ name: "image", type: "float32", shape: [1, 3, SIDE, SIDE] }],
    [[last(graph, means), { name: "out", type: "float32", shape }]],
  );
  writeFileSync(join(folder, name), bytes);
  return createHash("sha256").update(bytes).digest("hex");
}
const colours = network("colours.onnx", (graph, means) => graph.add("Flatten", [means]), [1, 3]);
const same = network(
  "same.onnx",
  (graph, means) => graph.add("Mul", [graph.add("Flatten", [means]), graph.floats([0], [1])]),
  [1, 3],
);
const nan = network(
  "nan.onnx",
  (graph, means) =>
    graph.add("Sqrt", [graph.add("Sub", [graph.add("Flatten", [means]), graph.floats([9], [1])])]),
  [1, 3],
);
// One box in the middle of the picture, as sure as the picture is red, green or blue.
const boxes = network(
  "boxes.onnx",
  (graph, means) => {
    const place = graph.floats([4, 4, 4, 2], [1, 4, 1]);
    return graph.add("Concat", [place, graph.add("Reshape", [means, graph.ints([1, 3, 1])])], { axis: 1 });
  },
  [1, 7, 1],
);

const manifest = {
  id: "my-colours",
  kind: "classes",
  onnx: "colours.onnx",
  sha256: colours,
  license: "AGPL-3.0",
  source: "made for this test",
  input: { size: SIDE, fit: "stretch", layout: "planes", colours: "rgb", white: 1 },
  activation: "none",
  labels: ["red", "green", "blue"],
  harmful: ["red"],
  tolerance: 0.01,
};

let written = 0;
async function load(change: object) {
  const file = `detector${++written}.json`;
  writeFileSync(join(folder, file), JSON.stringify({ ...manifest, ...change }));
  return loadOwnFilters([await readModule(`./${file}`, folder)], { device: "cpu", models: {} });
}

const flat = (colour: readonly number[]): Pixels => ({
  data: Uint8Array.from({ length: 20 * 10 * 3 }, (_, i) => colour[i % 3] ?? 0),
  width: 20,
  height: 10,
});

describe("a detector of one's own", () => {
  it("writes a column per label, the highest of what its user calls harmful, and the licence as stated", async () => {
    const [own] = await load({});
    const rows = await own?.filter.score([{ key: "a", pixels: flat([255, 51, 0]) }, { key: "b" }]);
    const value = (name: string) => Number(rows?.[0]?.[name]?.valueOf()).toFixed(2);
    expect(["my_colours_score", "my_colours_red", "my_colours_green"].map(value)).toEqual([
      "1.00",
      "1.00",
      "0.20",
    ]);
    expect(rows?.[1]).toEqual({});
    expect(own?.filter.columns[0]?.meaning).toContain("AGPL-3.0 as its user states");
    expect(own?.filter.models).toEqual([{ id: "my-colours", sha256: colours }]);
    await own?.filter.close();
  });

  it("reads blue first where its manifest says so, and pads", async () => {
    const [own] = await load({ input: { ...manifest.input, colours: "bgr", fit: "pad" } });
    const [row] = (await own?.filter.score([{ key: "a", pixels: flat([255, 0, 0]) }])) ?? [];
    expect([row?.["my_colours_red"], row?.["my_colours_blue"]]).toEqual([0, 0.5]);
    await own?.filter.close();
  });

  it("counts boxes and says where the surest lies", async () => {
    const [own] = await load({ kind: "boxes", onnx: "boxes.onnx", sha256: boxes, harmful: undefined });
    const rows = await own?.filter.score([
      { key: "a", pixels: flat([204, 0, 0]) },
      { key: "b", pixels: flat([9, 9, 9]) },
    ]);
    expect(rows?.[0]).toMatchObject({ my_colours_boxes: 1, my_colours_where: "0.800 red 25 38 75 63" });
    expect(rows?.[1]).toMatchObject({ my_colours_boxes: 0, my_colours_where: null });
    await own?.filter.close();
  });

  it.each([
    [
      "labels that are not its outputs",
      { labels: ["red", "green"] },
      /labels: wanted 2 values of a picture, got 3/u,
    ],
    ["boxes where it gives classes", { kind: "boxes" }, /labels: wanted a multiple of 7 values/u],
    ["a network that gives NaN", { onnx: "nan.onnx", sha256: nan }, /gives NaN/u],
    [
      "a network that always gives the same",
      { onnx: "same.onnx", sha256: same },
      /the same for every picture/u,
    ],
    ["another network than it names", { sha256: nan }, /sha256: wanted [0-9a-f]{64}, got/u],
    ["no network", { onnx: "none.onnx" }, /none\.onnx is not there/u],
    [
      "other golden values",
      {
        golden: [
          [0, 0, 0],
          [0, 0, 0],
        ],
      },
      /golden: wanted 0 of red for test picture 0, got/u,
    ],
    [
      "no probabilities",
      { input: { ...manifest.input, white: 255 } },
      /activation: wanted probabilities, got/u,
    ],
    ["another layout", { input: { ...manifest.input, layout: "pixels" } }, /./u],
    ["no licence", { license: "" }, /license: /u],
    ["an unknown key", { licence: "MIT" }, /licence/u],
    ["a harmful label that it lacks", { harmful: ["pink"] }, /harmful: names a label/u],
    ["an id of Sluice's", { id: "lexicon" }, /id "lexicon" is taken/u],
  ])("is refused in one line where its manifest has %s", async (_, change, message) => {
    const refusal = await load(change).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );
    expect(refusal).toMatchObject({ name: "CliError", exitCode: 2, message: expect.stringMatching(message) });
    expect((refusal as Error).message).toMatch(/^Cannot use filters of "detector\d+\.json": [^\n]+$/u);
  });
});
