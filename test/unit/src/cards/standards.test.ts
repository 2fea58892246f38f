import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { allQuestions, questions } from "../../../../src/cards/questions/registry.ts";
import type { Answer, Card } from "../../../../src/cards/source/card.ts";
import { evidenceIds } from "../../../../src/cards/source/evidence.ts";
import { recordIds } from "../../../../src/cards/source/run-record.ts";
import { coverageOf, placeCoverage } from "../../../../src/cards/standards/coverage.ts";
import { matrixOf } from "../../../../src/cards/standards/matrix.ts";
import { standards } from "../../../../src/cards/standards/registry.ts";
import { type Filler, part } from "../../../../src/cards/standards/standard.ts";
import { matrixSection } from "../../../../src/documents/matrix.ts";
import { root } from "../../../support/cli.ts";
import { named } from "../../../support/standards.ts";

const facts = new Set<string>([...evidenceIds, ...recordIds]);
const asked = new Set<string>(questions.map(({ id }) => id));
const home = join(root, "datasets/sample/card");
const sample = parse(readFileSync(join(home, "card.yaml"), "utf8")) as Card;

describe("the table of standards", () => {
  it("fills places by facts and questions that there are, and no others", () => {
    const used = standards.flatMap(({ sections }) =>
      sections.flatMap(({ places }) => places.flatMap((place) => ("by" in place ? [...place.by] : []))),
    );
    expect(used.filter((id) => !facts.has(id) && !asked.has(id))).toEqual([]);
    expect(facts.size).toBeGreaterThan(40);
    expect([...facts].filter((id) => asked.has(id))).toEqual([]);
    // An id that there is none of does not compile.
    // @ts-expect-error
    const wrong: Filler = "no-such-fact";
    // @ts-expect-error
    expect(part("x", [["1", "x", ["Z9"]]]).places).toHaveLength(1);
    expect(facts.has(wrong)).toBe(false);
  });

  it("names beside a dataset's questions only facts that a run can say", () => {
    for (const { id, evidence } of questions)
      expect(
        evidence.filter((one) => !facts.has(one)),
        id,
      ).toEqual([]);
    expect(allQuestions.length).toBeGreaterThan(questions.length);
  });

  it("lets every question of a card fill a place of some standard", () => {
    const rows = matrixOf();
    expect(rows.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
    expect(rows.filter(({ cells }) => cells.every(({ answered }) => answered.length === 0))).toEqual([]);
  });

  it.each(standards.map((standard) => [standard.id, standard] as const))(
    "names every place of %s once",
    (id, { sections }) => {
      const places = sections.flatMap((section) => section.places);
      const names = places.map(({ number, name }) => `${number}: ${name}`);
      expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
      const wanted = named[id];
      expect(wanted, `test/support/standards.ts knows ${id}`).toBeDefined();
      const found =
        wanted?.by === "section" ? sections.map(({ title }) => title) : places.map(({ number }) => number);
      const numbers = wanted?.by === "section" ? found : [...new Set(found)];
      expect(numbers).toEqual(wanted?.names);
    },
  );
});

describe("coverage", () => {
  const answer: Answer = { state: "answered", text: "x", author: "ann", date: "2026-01-02", evidence: "" };
  const fact = (result: Card["facts"][string]["result"], rates = false) => ({
    about: "",
    digest: "",
    result,
    rates,
  });
  const stateOf = (by: readonly [Filler, ...Filler[]], card: Pick<Card, "facts" | "answers">) =>
    placeCoverage(card, "s", { number: "1", name: "n", by }).state;

  it("tells filled, hand-written, partly, empty and absent apart", () => {
    const card = {
      facts: {
        pairs: fact([{ pairs: 3 }]),
        errors: fact([]),
        rates: fact([], true),
        personal: fact([{ k: 0, n: 0 }], true),
      },
      answers: {
        M1: answer,
        M2: { ...answer, state: "stale" as const },
        M3: { ...answer, state: "withheld" as const },
      },
    };
    expect(stateOf(["pairs", "M1"], card)).toBe("filled");
    expect(stateOf(["errors"], card)).toBe("filled");
    expect(stateOf(["pairs", "domains"], card)).toBe("filled");
    expect(stateOf(["M1", "M3"], card)).toBe("hand-written");
    // Who only wrote where something is to be measured has not filled the place, nor has a stale answer.
    expect(stateOf(["M1", "domains"], card)).toBe("partly");
    expect(stateOf(["pairs", "M2"], card)).toBe("partly");
    expect(stateOf(["M2"], card)).toBe("empty");
    // Nothing was measured: rates of no signal, or of no pair.
    expect(stateOf(["rates", "personal"], card)).toBe("empty");
    expect(placeCoverage(card, "s", { number: "1", name: "n", absent: "somebody" })).toMatchObject({
      ...{ state: "absent", absent: "somebody" },
    });
  });

  it("counts each place of the sample's card once, and leaves only absent ones without a filler", () => {
    for (const { id, places, counts } of coverageOf(sample)) {
      expect(
        Object.values(counts).reduce((sum, n) => sum + n, 0),
        id,
      ).toBe(places.length);
      for (const { number, facts: known, answers, open, unmeasured, state } of places)
        expect([...known, ...answers, ...open, ...unmeasured].length === 0, `${id} ${number}`).toBe(
          state === "absent",
        );
    }
  });

  it("agrees with what the sample's Croissant and hub card hold", () => {
    const croissant = Object.keys(JSON.parse(readFileSync(join(home, "croissant.json"), "utf8")) as object);
    const [, front = ""] =
      /^---\n([\s\S]*?)\n---\n/u.exec(readFileSync(join(home, "README.md"), "utf8")) ?? [];
    const hub = Object.keys(parse(front) as object).map((key) =>
      key.replace(/^extra_gated_.*$/u, "extra_gated_*"),
    );
    const body = readFileSync(join(home, "README.md"), "utf8");
    for (const [id, has] of [
      ["croissant-rai", (number: string) => croissant.includes(number)],
      [
        "hub",
        (number: string) =>
          hub.includes(number) || new RegExp(`^#+ ${number.replaceAll("?", "\\?")}$`, "mu").test(body),
      ],
    ] as const) {
      const { places = [] } = coverageOf(sample).find((one) => one.id === id) ?? {};
      expect(places.length).toBeGreaterThan(20);
      for (const { number, state } of places)
        expect(has(number), `${id} ${number} is ${state}`).toBe(state !== "absent" && state !== "empty");
    }
  });

  it("says of an empty card that nothing is filled, and shows no cell as measured", () => {
    const empty: Card = { schema: "sluice.card/1", policy: "default", facts: {}, answers: {} };
    for (const { counts } of coverageOf(empty))
      expect(counts).toMatchObject({ filled: 0, "hand-written": 0, partly: 0 });
    const grid = matrixSection(empty).filter((line) => /^\| [A-Z]\d+ /u.test(line));
    expect(grid).toHaveLength(questions.length);
    expect(grid.filter((line) => /\| [AF]+ \|/u.test(line))).toEqual([]);
  });
});
