import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { standardsPage, standardsPath } from "../../docs/make-standards.ts";
import type { Card } from "../../src/cards/source/card.ts";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const run = folder("run");
const file = join(run, "cards/card.yaml");

describe("sluice card matrix", () => {
  beforeAll(() => {
    mkdirSync(join(run, "cards"), { recursive: true });
    cpSync(join(root, "datasets/sample/card/card.yaml"), file);
  });

  it("counts nine standards in lines of at most 80 columns, and says what is open", async () => {
    const { code, stdout, stderr } = await sluice("card", "matrix", run);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ +filled +hand-written +partly +empty +absent$/mu);
    for (const id of ["datasheets", "data-cards", "data-statements", "nutrition-label", "croissant-rai"])
      expect(stdout).toMatch(new RegExp(`^${id}(?: +\\d+){5}$`, "mu"));
    for (const id of ["eu", "hub", "spdx", "ml-bom"])
      expect(stdout).toMatch(new RegExp(`^${id}(?: +\\d+){5}$`, "mu"));
    expect(stdout).toMatch(/^open answers: .*\bN8$/mu);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("gives the same places as JSON, CSV and Markdown", async () => {
    const [json, csv, md] = await Promise.all([
      sluice("card", "matrix", run, "--json"),
      sluice("card", "matrix", run, "--format", "csv"),
      sluice("card", "matrix", run, "--format", "md"),
    ]);
    const { schema, standards } = JSON.parse(json.stdout) as {
      schema: string;
      standards: { id: string; places: { number: string; state: string }[] }[];
    };
    expect(schema).toBe("sluice.card-matrix/1");
    const places = standards.flatMap((one) => one.places);
    expect(places.length).toBeGreaterThan(200);
    expect(csv.stdout.trimEnd().split("\n")).toHaveLength(places.length + 1);
    expect(csv.stdout).toMatch(/^standard,section,place,name,state,facts,answers,open,unmeasured,whose$/mu);
    for (const { number } of places) expect(md.stdout).toContain(`| ${number} |`);
  });

  it("ends the datasheet, as Markdown and as a page", async () => {
    for (const name of ["datasheet.md", "datasheet.html"]) {
      const text = readFileSync(join(root, "datasets/sample/card", name), "utf8");
      expect(text.indexOf("Absent, and whose it is to say"), name).toBeGreaterThan(
        text.indexOf("What was not looked for"),
      );
    }
  });

  it("marks an answer as open once it is gone, and another fact as unmeasured", async () => {
    const card = parse(readFileSync(file, "utf8")) as Card;
    const { U5: _, ...answers } = card.answers;
    const { languages: __, ...facts } = card.facts;
    const other = folder("other");
    mkdirSync(join(other, "cards"), { recursive: true });
    writeFileSync(join(other, "cards/card.yaml"), stringify({ ...card, facts, answers }));
    const { stdout } = await sluice("card", "matrix", other, "--format", "csv");
    expect(stdout).toMatch(/^datasheets,Uses,U5,.*,empty,,,U5,,$/mu);
    expect(stdout).toMatch(/^hub,Metadata,language,languages,empty,,,,languages,$/mu);
  });

  it("refuses a model's folder and one without a card in one line", async () => {
    for (const [where, why] of [
      ["models/text-toxicity", "it is a model's folder"],
      [folder("nothing"), "there is none"],
    ] as const) {
      const { code, stderr } = await sluice("card", "matrix", where);
      expect(code).toBe(2);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(stderr).toContain(why);
    }
  });
});

it("docs/standards.md has every standard as the table has it (npm run docs:standards)", () => {
  expect(readFileSync(standardsPath, "utf8")).toBe(standardsPage());
});
