import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Filter } from "../../../filters/index.ts";
import { textToxicity } from "../../../filters/text-toxicity.ts";
import {
  loadTextClassifier,
  modelFolder,
  modelState,
  readManifest,
  type TextClassifier,
} from "../../../models/index.ts";
import { loadTokenizer } from "../../../models/tokenizer.ts";
import { filterContract } from "../../contracts/filter.ts";

interface Golden {
  readonly labels: readonly string[];
  readonly window: number;
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly scores: readonly number[];
  }[];
}

/** 500 harmless texts with the scores that Python's onnxruntime gave: models/text-toxicity/training/golden.py. */
const golden = readGolden();

function readGolden(): Golden {
  return JSON.parse(readFileSync(join(modelFolder("text-toxicity"), "golden.json"), "utf8")) as Golden;
}

let classifier: TextClassifier;
beforeAll(async () => {
  classifier = await loadTextClassifier("text-toxicity", { device: "cpu" });
});
afterAll(() => classifier.close());

describe("the model text-toxicity", () => {
  it("ships whole, at most 48 MB with its tokenizer", async () => {
    expect(await modelState("text-toxicity")).toBe("bundled");
    const bytes = readManifest("text-toxicity").files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    expect(bytes).toBeLessThanOrEqual(48_000_000);
  });

  it("tokenises 500 texts as Python does", async () => {
    const tokenizer = await loadTokenizer(modelFolder("text-toxicity"), 64);
    expect(golden.texts).toHaveLength(500);
    for (const { text, ids } of golden.texts) expect(tokenizer.encode(text)).toEqual(ids);
  });

  it("scores them as Python does, within 1e-3", async () => {
    expect(classifier.labels).toEqual(golden.labels);
    const scores = await classifier.classify(golden.texts.map(({ text }) => text));
    const differences = golden.texts.map((item, i) =>
      item.scores.map((score, k) => (scores[i]?.[k] ?? Number.NaN) - score),
    );
    // Python scores what the vocabulary lacks as a token; here such a token is left out.
    const isKnown = (i: number) => classifier.unknown(golden.texts[i]?.text ?? "") === 0;
    const isLong = (i: number) => golden.texts[i]?.ids.length === golden.window;
    expect(differences.filter((_, i) => isKnown(i) && !isLong(i)).length).toBeGreaterThan(350);
    for (const [i, labels] of differences.entries()) {
      if (!isKnown(i)) continue;
      for (const difference of labels) {
        // The golden scores of a long text are those of its first window, of which we take the largest.
        expect(difference).toBeGreaterThanOrEqual(-1e-3);
        if (!isLong(i)) expect(difference).toBeLessThanOrEqual(1e-3);
      }
    }
  });

  it("gives a text bit for bit the same score alone and in any company", async () => {
    const texts = golden.texts.slice(0, 60).map(({ text }) => text);
    const together = await classifier.classify(texts);
    for (const i of [0, 7, 31, 59])
      expect(await classifier.classify([texts[i] ?? ""])).toEqual([together[i]]);
  });

  it("finds what is rude at the end of a caption longer than its window", async () => {
    const calm = "a wide photograph of a harbour with many small boats and a lighthouse ".repeat(12);
    const [quiet, rude] = await classifier.classify([
      calm,
      `${calm} you are a stupid idiot and everybody hates you`,
    ]);
    const at = classifier.labels.indexOf("toxicity");
    expect(quiet?.[at]).toBeLessThan(0.2);
    expect(rude?.[at]).toBeGreaterThan(0.8);
  });
});

describe("the filter text-toxicity", () => {
  const make = () => textToxicity({ device: "cpu", models: {} });
  const captions = [
    "A dog on a beach",
    "You are a stupid idiot",
    "",
    "   ",
    "👩‍👩‍👧‍👦",
    "犬が浜辺を走る",
    "x".repeat(5000),
    "control\u0000 \ud800",
  ];
  filterContract(
    make,
    captions.map((caption, i) => ({ key: String(i), caption })),
  );

  let filter: Filter;
  beforeAll(async () => {
    filter = await make();
  });
  afterAll(() => filter.close());
  const toxicity = async (caption: string) =>
    Number((await filter.score([{ key: "k", caption }]))[0]?.["text_toxicity"]);

  it("gives at least 98 % of hundreds of English texts a score", async () => {
    const texts = golden.texts
      .map(({ text }) => text)
      .filter((text) => /^[ -~]*[a-z]{2}[ -~]*$/iu.test(text));
    expect(texts.length).toBeGreaterThan(350);
    const rows = await filter.score(texts.map((caption, i) => ({ key: String(i), caption })));
    const unread = rows.filter((row) => row["text_toxicity"] === null);
    expect(unread.length).toBeLessThanOrEqual(texts.length * 0.02);
  });

  it.each([
    ["you are a stu\u200bpid idi\u00adot"],
    ["you are a ѕtuріd іdіоt"],
    ["you are a st00pid id1ot, you st0pid m0ron"],
    ["ｙｏｕ ａｒｅ ａ ｓｔｕｐｉｄ ｉｄｉｏｔ"],
    ["you are a s t u p i d i d i o t"],
  ])("reads through the disguise of %j", async (caption) => {
    expect(await toxicity(caption)).toBeGreaterThan(0.5);
  });

  it.each([
    ["A proud gay couple at their wedding"],
    ["Muslim women praying in a mosque"],
    ["Portrait of a young Black man in a suit"],
    ["A group of Jewish children lighting a menorah"],
    ["A transgender woman smiling at the camera"],
    ["An elderly disabled veteran in a wheelchair"],
    ["Mexican street food vendor with tacos"],
  ])("does not flag %j", async (caption) => {
    const [row] = await filter.score([{ key: "k", caption }]);
    const { thresholds } = classifier;
    for (const [label, cut] of Object.entries(thresholds?.values ?? {}))
      expect(Number(row?.[`text_${label}`]), label).toBeLessThan(cut);
  });
});
