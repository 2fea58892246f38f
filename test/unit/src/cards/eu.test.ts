import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Card } from "../../../../src/cards/source/card.ts";
import { placeCoverage } from "../../../../src/cards/standards/coverage.ts";
import { euTemplate } from "../../../../src/cards/standards/eu-template.ts";
import { renderEu } from "../../../../src/documents/eu.ts";
import { root } from "../../../support/cli.ts";

const empty: Card = { schema: "sluice.card/1", policy: "default", facts: {}, answers: {} };
const cards = [
  ...["sample", "illustrations"].map(
    (name) =>
      [name, parse(readFileSync(join(root, `datasets/${name}/card/card.yaml`), "utf8")) as Card] as const,
  ),
  ["an empty card", empty] as const,
];

/** The sheet's sections by their headings, without the harm audit behind them. */
function sectionsOf(sheet: string): ReadonlyMap<string, string> {
  const parts = sheet.split(/^## /mu).slice(1);
  return new Map(parts.map((one) => [one.slice(0, one.indexOf("\n")), one.slice(one.indexOf("\n"))]));
}

describe.each(cards)("the EU sheet of %s", (_, card) => {
  const sections = sectionsOf(renderEu(card));

  it("has every section of the template in its order, and every field of it once", () => {
    const titles = euTemplate.sections.map(({ title }) => title);
    expect([...sections.keys()].filter((title) => titles.includes(title))).toEqual(titles);
    for (const { title, places } of euTemplate.sections) {
      const text = sections.get(title) ?? "";
      const fields = [...text.matchAll(/^\*\*(.+?)\.\*\*/gmu)].map(([, name]) => name);
      expect(fields, title).toEqual(places.map(({ name }) => name));
    }
  });

  it("fills each field by what the table says, or says whose it is", () => {
    for (const { title, places } of euTemplate.sections)
      for (const place of places) {
        const text = sections.get(title) ?? "";
        const from = text.indexOf(`**${place.name}.**`);
        const next = text.indexOf("\n**", from + 1);
        const field = text.slice(from, next === -1 ? undefined : next);
        const { answers, open, facts, unmeasured, absent } = placeCoverage(card, title, place);
        if (absent !== null) expect(field).toContain(`*Absent here*: ${absent} says it.`);
        for (const id of [...answers, ...open])
          expect(field, `${place.name} ${id}`).toMatch(new RegExp(`\\(${id}\\)|\`${id}\``, "u"));
        for (const id of [...facts, ...unmeasured])
          expect(field, `${place.name} ${id}`).toContain(`\`${id}\``);
      }
  });

  it("gives no answer and no table twice before the harm audit", () => {
    const [before = ""] = renderEu(card).split("\n## Harm audit");
    const given = [...before.matchAll(/^\*.+\* \(([A-Z]\d+)\) /gmu)].map(([, id]) => id);
    const measured = [...before.matchAll(/^Measured: .*\(`([a-z-]+)`\)\.$/gmu)].map(([, id]) => id);
    for (const ids of [given, measured]) expect(ids).toEqual([...new Set(ids)]);
  });
});

it("counts a sheet's fields as the matrix does, and an empty card's as open or another's", () => {
  expect(renderEu(empty)).toMatch(
    /^Of 38 fields 0 are filled by what was measured, 0 by answers alone, 0 in part, 29 are empty, 9 are another's to say\.$/mu,
  );
});
