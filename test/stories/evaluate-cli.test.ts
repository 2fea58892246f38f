import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/evaluate/evaluate.ts";
import { type Ran, root, sluice } from "../support/cli.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-evaluate-"));
afterAll(() => rmSync(scratch, { recursive: true, maxRetries: 20 }));

const fixture = join(root, "test/fixtures/evaluate/captions.csv");
const folder = (name: string) => join(scratch, name);
const evaluate = (data: string, out: string, ...words: string[]) =>
  sluice(
    "models",
    "evaluate",
    "text-toxicity",
    "--data",
    data,
    "--out",
    folder(out),
    "--bootstrap",
    "100",
    ...words,
  );
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(scratch, name), content);
  return join(scratch, name);
};

describe("sluice models evaluate", () => {
  let ran: Ran;
  let evaluation: Evaluation;
  let html: string;
  beforeAll(async () => {
    ran = await evaluate(fixture, "first", "--group", "about", "--json");
    evaluation = JSON.parse(ran.stdout);
    html = readFileSync(join(folder("first"), "evaluation.html"), "utf8");
  });

  it("prints the document that it writes", () => {
    expect(ran.code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder("first"), "evaluation.json"), "utf8"))).toEqual(evaluation);
  });

  it("counts the rows that it cannot use", () => {
    const bad = { malformed: 1, emptyText: 1, wrongLabel: 2 };
    expect(evaluation.rows).toEqual({ scored: 54, unlabelled: 1, unread: { script: 0, language: 0 }, bad });
    expect(ran.stderr).toContain("not used: 1 malformed");
  });

  it("leaves out what nobody annotated, and finds plain insults", () => {
    const [toxicity, insult, ...others] = evaluation.labels;
    expect(others).toEqual([]);
    expect([toxicity?.n, toxicity?.positives]).toEqual([54, 21]);
    expect([insult?.n, insult?.positives]).toEqual([44, 18]);
    expect(toxicity?.thresholdFrom).toBe("model");
    expect(toxicity?.measures.auc.value).toBeGreaterThan(0.95);
    expect(toxicity?.measures.auc.low).toBeLessThanOrEqual(toxicity?.measures.auc.value ?? 0);
  });

  it("adds up: confusion, bins and groups", () => {
    for (const { n, positives, confusion, reliability, groups } of evaluation.labels) {
      expect(Object.values(confusion).reduce((sum, count) => sum + count)).toBe(n);
      expect(confusion.truePositives + confusion.falseNegatives).toBe(positives);
      expect(reliability.reduce((sum, bin) => sum + bin.n, 0)).toBe(n);
      expect(groups.map(({ group }) => group)).toEqual(["cooks", "cyclists", "gardeners"]);
      for (const group of groups) {
        expect(group.bpsnAuc.n + group.bnspAuc.n).toBe(n);
        expect(group.subgroupAuc.positives).toBe(group.positives);
      }
    }
  });

  it("shows no text but masked, and a page with nothing from outside", async () => {
    const texts = readFileSync(fixture, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0] ?? "");
    for (const text of texts.filter(({ length }) => length > 12))
      for (const output of [ran.stdout, ran.stderr, html]) expect(output).not.toContain(text);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
    // Labels that nobody should believe, so that something is missed.
    const wrong = "text,toxicity\nA smiling gardener in the morning sun,1\na red barn in a green field,0\n";
    await evaluate(write("wrong.csv", wrong), "missed");
    const missed = readFileSync(join(folder("missed"), "evaluation.html"), "utf8");
    expect(missed).not.toContain("smiling gardener");
    expect(missed).toMatch(/false negative<\/td>.*▒/u);
  });

  it("writes the same bytes again, from a compressed copy as well but for its name and digest", async () => {
    await evaluate(fixture, "second", "--group", "about");
    const [one, two] = ["first", "second"].map((out) =>
      readFileSync(join(folder(out), "evaluation.json"), "utf8"),
    );
    expect(two).toBe(one);
    const packed = await evaluate(
      write("packed.csv.gz", gzipSync(readFileSync(fixture))),
      "gz",
      "--group",
      "about",
      "--json",
    );
    expect(JSON.parse(packed.stdout).labels).toEqual(evaluation.labels);
  });

  it("measures one label alike, whichever others are asked for", async () => {
    const lines = readFileSync(fixture, "utf8").split("\n");
    const clean = write("clean.csv", lines.filter((line) => !/,maybe,|,2,/u.test(line)).join("\n"));
    const { stdout } = await evaluate(clean, "one", "--labels", "insult", "--group", "about", "--json");
    expect(JSON.parse(stdout).labels).toEqual(evaluation.labels.slice(1));
  });

  it("reads through disguises as the filter does, or not with --raw, and says which", async () => {
    const path = write("disguised.csv", "text,toxicity\na ѕtuріd mап,1\na red kite,0\n");
    const read = async (name: string, ...words: string[]) =>
      JSON.parse((await evaluate(path, name, "--json", ...words)).stdout) as Evaluation;
    const [filter, raw] = [await read("as-filter"), await read("as-raw", "--raw")];
    expect([filter.reading, raw.reading]).toEqual(["filter", "raw"]);
    expect(filter.labels[0]?.confusion).toMatchObject({ truePositives: 1, falsePositives: 0 });
    expect(raw.labels[0]?.confusion.truePositives).toBe(0);
    expect(readFileSync(join(folder("as-raw"), "evaluation.html"), "utf8")).toContain("--raw");
  });

  it("takes a table's columns by name, and stops at a limit", async () => {
    const path = write(
      "other.csv",
      '\uFEFFinsult,caption\n0.0,"a red kite, high up"\n1.0,you stupid fool\n,a quiet sea\n0,a dog\n',
    );
    const { stdout, code } = await evaluate(path, "other", "--text", "caption", "--limit", "2");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^text-toxicity on other\.csv: 2 texts scored, 0 without any label\nlabel /u);
    expect(stdout).toMatch(/insult\s+2\s+1\s/u);
  });
});

describe("sluice models evaluate refuses in one line", () => {
  const good = "text,toxicity\na red kite,0\n";
  const cases: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ["a file that is not there", () => ["--data", folder("none.csv")], /none\.csv.*no such file/u],
    ["an empty file", () => ["--data", write("empty.csv", "")], /header line/u],
    ["a damaged gzip file", () => ["--data", write("bad.csv.gz", "no gzip")], /bad\.csv\.gz.*header/u],
    [
      "a quotation without end",
      () => ["--data", write("quote.csv", `${good}"open,1\nrow,0\n`)],
      /Quote Not Closed/u,
    ],
    [
      "a missing text column",
      () => ["--data", write("good.csv", good), "--text", "caption"],
      /column "caption"/u,
    ],
    [
      "a missing label column",
      () => ["--data", write("good.csv", good), "--labels", "insult"],
      /column "insult"/u,
    ],
    ["a missing group column", () => ["--data", write("good.csv", good), "--group", "who"], /column "who"/u],
    ["a table without labels", () => ["--data", write("bare.csv", "text\nhello\n")], /column for a label/u],
    [
      "a label that the model lacks",
      () => ["--data", write("good.csv", good), "--labels", "funny"],
      /label "funny"/u,
    ],
    ["a threshold beyond 1", () => ["--data", write("good.csv", good), "--threshold", "7"], /from 0 to 1/u],
    ["rows without any label", () => ["--data", write("gaps.csv", "text,toxicity\nhello,\n")], /got none/u],
  ];
  it.each(cases)("%s", async (_, words, reason) => {
    const { code, stdout, stderr } = await sluice(
      "models",
      "evaluate",
      "text-toxicity",
      "--out",
      folder("no"),
      ...words(),
    );
    expect(stderr).toMatch(reason);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it.each([
    ["no-such-model", /no-such-model/u],
    ["nsfw-mobilenet-v2", /wanted a text-classifier, got image-classifier/u],
  ])("model %s", async (id, reason) => {
    const { code, stderr } = await sluice("models", "evaluate", id, "--data", fixture, "--out", folder("no"));
    expect(stderr).toMatch(reason);
    expect(code).toBe(2);
  });
});
