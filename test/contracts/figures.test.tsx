import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "ink-testing-library";
import { beforeAll, describe, expect, it } from "vitest";
import { reportRun } from "../../src/actions/report.ts";
import { factTable, rateWords } from "../../src/documents/markdown.ts";
import * as figures from "../../src/process/figures.ts";
import type { Summary, SweptRate } from "../../src/run/summary.ts";
import { Effects } from "../../src/tui/scrub/effects.tsx";
import { summaryText } from "../../src/words/summary-text.ts";
import { root } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { writeRunOf } from "../support/written-run.ts";

const run = join(scratchFolder()("run"));
let summary: Summary;
let page: string;

beforeAll(async () => {
  await writeRunOf(
    run,
    Array.from({ length: 72 }, (_, i) => ({ text_toxicity: i < 6 ? 0.95 : 0.01 })),
  );
  const reported = await reportRun(run, "default");
  summary = reported.summary;
  page = readFileSync(reported.report, "utf8");
});

/** The rate of 6 in 72 as JSON has it. */
function toxic(): SweptRate {
  const found = summary.rates.find(({ signal, cut }) => signal === "text_toxicity" && cut === 0.5);
  if (found === undefined) throw new Error("the run has no such rate");
  return JSON.parse(JSON.stringify(found));
}

describe("a share of one run", () => {
  const share = ["8.33 %", "3.88 %", "17.01 %"];

  it("reads the same in the terminal, from JSON, on the page, in cards and on screens", () => {
    const rate = toxic();
    const { rate: value, low, high } = rate;
    const fires = { fires: rate, before: 6, gained: 0, lost: 0, flipped: [], labelled: null, trouble: null };
    const screen =
      render(<Effects found={fires} rule="drop" count="fires" rows={10} columns={100} />).lastFrame() ?? "";
    const [whole, from, to] = share;
    expect(figures.percentInterval(value, low, high)).toBe(`${whole} [${from}, ${to}]`);
    expect(summaryText(summary, run, undefined)).toContain(`6 of 72: ${whole} [${from}, ${to}]`);
    expect(page).toContain(`${from} … ${to}`);
    expect(rateWords({ ...rate }, 72)).toContain(`6 of 72 pairs, ${whole} [${from}, ${to}]`);
    const fact = { id: "f", about: "", rates: true, result: [{ k: 6, n: 72 }] } as const;
    expect(factTable(fact as unknown as Parameters<typeof factTable>[0]).join("\n")).toContain(
      `${whole} [${from}, ${to}]`,
    );
    expect(screen).toContain(`${whole} [${from}, ${to}]`);
  });

  it("has no other form on any of them", () => {
    const texts = [
      summaryText(summary, run, undefined),
      page.replace(/<svg[\s\S]*?<\/svg>|<style[\s\S]*?<\/style>/gu, ""),
    ];
    for (const text of texts)
      for (const [found] of text.matchAll(/\d+(?:\.\d+)? %(?! (?:interval|Wilson))/gu))
        if (!/^95 %/u.test(found)) expect(found).toMatch(/^\d+\.\d\d %$/u);
  });
});

describe("figures", () => {
  it("are written in one file, but for numbers that are rounded to be stored", () => {
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
    const lines = files
      .filter((name) => /\.tsx?$/u.test(name) && name !== join("process", "figures.ts"))
      .flatMap((name) =>
        readFileSync(join(root, "src", name), "utf8")
          .split("\n")
          .map((line) => `${name}: ${line.trim()}`),
      );
    const own = lines.filter((line) => /\.(?:toFixed|toPrecision|toLocaleString)\(/u.test(line));
    expect(own.filter((line) => !/Number\([\w.]+\.to(?:Fixed|Precision)\(\w+\)\)/u.test(line))).toEqual([]);
  });

  it.each([
    [figures.count(1234567), "1,234,567"],
    [figures.percent(0.17008), "17.01 %"],
    [figures.percent(1), "100.00 %"],
    [figures.percent(null), "–"],
    [figures.percentInterval(null, null, null), "–"],
    [figures.chosenPercent(0.02), "2 %"],
    [figures.chosenPercent(0.995), "99.5 %"],
    [figures.wholePercent(0.785), "79"],
    [figures.tenthPercent(0.3), "30.0"],
    [figures.decimals(-0.0004, 3), "0.000"],
    [figures.decimals(undefined, 3), "–"],
    [figures.decimalsInterval(0.1234, 0.1, null, 3), "0.123 [0.100, –]"],
    [figures.score(3, 4), "3"],
    [figures.score(0.25, 4), "0.2500"],
    [figures.seconds(12.34), "12.3 s"],
    [figures.perSecond(8.24), "8.2"],
    [figures.perSecond(113.4), "113"],
    [figures.pValue(0.0427), "0.043"],
    [figures.gibibytes(2 ** 31), "2.0 GiB"],
    [figures.megabytes(12_340_000), "12.3 MB"],
  ])("%s is written as %s", (written, wanted) => expect(written).toBe(wanted));
});
