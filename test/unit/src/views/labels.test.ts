import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginScrub, pairsOfRate } from "../../../../src/actions/scrub.ts";
import { exportLabelFile, importLabelFile } from "../../../../src/looking/labels.ts";
import { calibrateRun } from "../../../../src/review/calibrate.ts";
import { planReview } from "../../../../src/review/plan.ts";
import { buildQueue } from "../../../../src/review/queue.ts";
import { weigh } from "../../../../src/run/careless.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import { openLabelFile } from "../../../../src/run/labels.ts";
import { readForeignLabels } from "../../../../src/views/label-file.ts";
import { saveView } from "../../../../src/views/saved-view.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { policyText, writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const at = folder("run");
const policy = folder("policy.yaml");
const now = () => new Date("2026-01-02T03:04:05Z");
let run: DecidedRun;

beforeAll(async () => {
  await writeRunOf(
    at,
    Array.from({ length: 40 }, (_, i) => ({ text_toxicity: i / 40 })),
  );
  writeFileSync(policy, policyText("text_toxicity >= 0.5"));
  run = await openDecidedRun(at, policy);
  const file = await openLabelFile(at, "ann", now);
  for (let i = 0; i < 40; i++)
    await file.append({
      ...({ type: "verdict", role: "reviewer", key: `00000/${i}`, shard: "00000", row: i } as const),
      ...({ verdict: i >= 20 ? "drop" : "keep", rung: 3, caption: true, seconds: 5, also: [] } as const),
      design: {
        ...({ strategy: "stratified", id: "stratified:text_toxicity:b10:s1" } as const),
        ...{ stratum: Math.floor(i / 4), probability: 1 },
      },
    });
  await file.close();
});
afterAll(() => run.close());

const wish = { reviewer: "elsewhere", now };
const calibration = async () =>
  calibrateRun(run.query, (await run.labels()).records, {
    ...{ run: at, filter: "text-toxicity", signal: "text_toxicity" },
    target: { miss: 0.02, confidence: 0.95 },
  });

describe("labels that were made elsewhere", () => {
  it("decide pairs, and enter neither a calibration nor its prevalence", async () => {
    const before = await calibration();
    const path = folder("other.csv");
    const lines = Array.from({ length: 40 }, (_, i) => `00000/${i},drop,bo`);
    writeFileSync(path, ["key,verdict,reviewer", ...lines].join("\n"));
    expect(await importLabelFile({ folder: at }, path, wish)).toMatchObject({ written: 40, strangers: [] });

    const { final, disputed } = await run.labels();
    expect(final.get("00000/30")).toMatchObject({ verdict: "drop", by: "agreed", reviewers: ["ann", "bo"] });
    expect(disputed.map(({ key }) => key)).toContain("00000/3");
    expect(await calibration()).toEqual(before);
    expect(weigh(await run.labels(), false).careless).toMatchObject({ verdicts: 80, either: 0 });
  });

  it("are read from lines of JSON, too; strangers and lines that are no label are named and passed over", async () => {
    const path = folder("some.jsonl");
    const good = { key: "00000/1", verdict: "unsure", note: "-1;=2" };
    writeFileSync(
      path,
      [good, { key: "nobody", verdict: "keep" }, { key: "00000/2", verdict: "spam" }]
        .map((line) => JSON.stringify(line))
        .concat("{torn")
        .join("\n"),
    );
    expect(await importLabelFile({ folder: at }, path, wish)).toEqual({
      ...{ schema: "sluice.import/1", written: 1, known: 0 },
      strangers: [{ line: 2, key: "nobody" }],
      troubles: ['line 3: wanted keep, drop or unsure, got "spam"', "line 4: wanted a key and a verdict"],
    });
    const [line = ""] = readFileSync(join(at, "labels/elsewhere.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line)).toMatchObject({
      ...{ key: "00000/1", verdict: "unsure", note: "-1;=2" },
      design: { strategy: "import", id: "import:some.jsonl", probability: null },
    });
  });

  it("are refused where nothing in them is of the run", async () => {
    const refused = async (name: string, text: string) => {
      writeFileSync(folder(name), text);
      return importLabelFile({ folder: at }, folder(name), wish);
    };
    await expect(refused("a.csv", "key,verdict\nx,keep\n")).rejects.toThrow(
      /got 1 of other keys and 0 lines/u,
    );
    await expect(refused("b.csv", "id,label\nx,keep\n")).rejects.toThrow(
      /wanted the columns key and verdict, got id, label/u,
    );
    await expect(importLabelFile({ folder: at }, folder("none.csv"), wish)).rejects.toThrow(
      /Cannot read labels/u,
    );
  });

  it.each(["csv", "jsonl"] as const)("leave as %s and come back as what is known", async (form) => {
    const to = folder(`out.${form}`);
    await exportLabelFile({ folder: at, policy }, {}, { form, to, reviewer: "eve" });
    const files = () =>
      readdirSync(join(at, "labels")).map((name) => readFileSync(join(at, "labels", name), "utf8"));
    const before = files();
    // What begins a formula is words to a spreadsheet, and to who reads the file back what it was.
    expect(readFileSync(to, "utf8")).toContain(form === "csv" ? `"'-1;'=2"` : `"note":"-1;=2"`);
    expect((await readForeignLabels(to)).labels.map(({ note }) => note)).toContain("-1;=2");
    expect(await importLabelFile({ folder: at }, to, wish)).toMatchObject({ written: 0, known: 81 });
    expect(files()).toEqual(before);
    await expect(exportLabelFile({ folder: at }, {}, { form, to, reviewer: "eve" })).rejects.toThrow(
      /there already/u,
    );
  });

  it("say nothing of pairs that wait for a verdict of who asks", async () => {
    await planReview(run, "fay", { strategy: "flagged", size: 5 });
    const keys = async (reviewer: string, form: "csv" | "fiftyone") => {
      const to = folder(`blind-${reviewer}-${form}`);
      const hidden = await exportLabelFile({ folder: at, policy }, {}, { form, to, reviewer });
      return { hidden, said: readFileSync(to, "utf8") };
    };
    const [all, blind] = [await keys("eve", "csv"), await keys("fay", "csv")];
    expect([all.hidden, blind.hidden]).toEqual([0, 5]);
    const lines = (text: string) => text.trim().split("\n").length;
    // Of each of the five both ann and bo said something.
    expect(lines(all.said) - lines(blind.said)).toBe(10);
    const open = async (reviewer: string) => {
      const { labels } = JSON.parse((await keys(reviewer, "fiftyone")).said);
      return Object.values(labels).filter((label) => label === null).length;
    };
    expect((await open("fay")) - (await open("eve"))).toBe(5);
  });

  it("stand behind a moved cut's rates, but for pairs that wait for a verdict of who asks", async () => {
    await beginScrub(run);
    const behind = (now: string, rate: "precision" | "recall", reviewer: string) =>
      pairsOfRate(run, now, rate, reviewer);
    expect(await behind("text_toxicity >= 0.9", "precision", "eve")).toEqual({
      keys: [36, 37, 38, 39].map((i) => `00000/${i}`),
      hidden: 0,
    });
    const [all, own] = [await behind("true", "recall", "eve"), await behind("true", "recall", "fay")];
    expect([all.hidden, own.hidden]).toEqual([0, 5]);
    expect(all.keys.length - own.keys.length).toBe(5);
  });

  it("leave for FiftyOne and Label Studio without captions", async () => {
    const out = async (form: "fiftyone" | "label-studio") => {
      const to = folder(`${form}.json`);
      await exportLabelFile({ folder: at, policy }, { where: "row >= 38" }, { form, to, reviewer: "eve" });
      const text = readFileSync(to, "utf8");
      expect(text).not.toContain("caption 3");
      return JSON.parse(text);
    };
    expect(await out("fiftyone")).toEqual({
      classes: ["drop", "keep", "unsure"],
      labels: {
        "00000/38": { label: "drop", attributes: { action: "drop", rules: ["rule-0"], by: "agreed" } },
        "00000/39": { label: "drop", attributes: { action: "drop", rules: ["rule-0"], by: "agreed" } },
      },
    });
    const [task] = await out("label-studio");
    expect(task).toMatchObject({
      data: { key: "00000/38", image: "00000/38" },
      predictions: [{ model_version: "written v1", result: [{ value: { choices: ["drop"] } }] }],
      annotations: [{ result: [{ from_name: "verdict", to_name: "image", type: "choices" }] }],
    });
  });
});

describe("a view", () => {
  const view = { made: now().toISOString(), by: "ann", text: "", sort: null };

  it("is a queue of pairs that were chosen, not drawn: a verdict on them enters no calibration", async () => {
    await saveView(at, { ...view, name: "high", where: "text_toxicity > 0.9", keys: null });
    await saveView(at, { ...view, name: "two", where: null, keys: ["00000/7", "00000/3"] });
    const queue = (name: string) =>
      buildQueue(run, { strategy: "view", view: name, signal: "", cut: 0, size: 10, seed: 0 });
    expect((await queue("high")).items).toHaveLength(3);
    const { items, design } = await queue("two");
    expect(items.map(({ key, probability }) => [key, probability])).toEqual([
      ["00000/3", null],
      ["00000/7", null],
    ]);
    const before = await calibration();
    const file = await openLabelFile(at, "cy", now);
    for (const { key, shard, row } of items)
      await file.append({
        ...({ type: "verdict", role: "reviewer", key, shard, row, verdict: "drop" } as const),
        ...{ rung: 3, caption: true, seconds: 9, also: [] },
        design: { ...design, stratum: null, probability: null },
      });
    await file.close();
    expect(await calibration()).toEqual(before);
  });

  it("is saved once under a name, and says which there are", async () => {
    await expect(saveView(at, { ...view, name: "high", where: null, keys: null })).rejects.toThrow(
      /there is one of that name/u,
    );
    await expect(saveView(at, { ...view, name: "../x", where: null, keys: null })).rejects.toThrow(
      /wanted up to 64 letters/u,
    );
    const queue = (name: string) =>
      buildQueue(run, { strategy: "view", view: name, signal: "", cut: 0, size: 10, seed: 0 });
    await expect(queue("hihg")).rejects.toThrow(
      /Cannot open view "hihg": wanted one of high, two; did you mean high/u,
    );
  });

  it("of columns that are gone is refused in one line that names it", async () => {
    await saveView(at, { ...view, name: "gone", where: "no_such_column > 1", keys: null });
    await saveView(at, {
      ...view,
      name: "sorted",
      where: null,
      keys: null,
      sort: { column: "nix", descending: true },
    });
    for (const name of ["gone", "sorted"])
      await expect(
        buildQueue(run, { strategy: "view", view: name, signal: "", cut: 0, size: 10, seed: 0 }),
      ).rejects.toThrow(new RegExp(`^Cannot use view "${name}": Cannot [^\\n]+$`, "u"));
  });
});
