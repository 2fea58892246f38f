import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { filterIds } from "../../filters/index.ts";
import { root } from "../support/cli.ts";

const home = join(root, "datasets/illustrations");
const script = readFileSync(join(home, "curate.sh"), "utf8");
const filters = /^filters=(.*)$/mu.exec(script)?.[1]?.split(",") ?? [];

it("the illustrations are audited with every filter but one whose model must be pulled, one that came later and two that must be named", () => {
  const left = ["pair-similarity", "degenerate-image", "faces", "personal-data"];
  expect(filters).toEqual(filterIds.filter((id) => !left.includes(id)));
  expect(script.match(/sluice audit .*--filters "\$filters"/gu)).toHaveLength(
    script.match(/^sluice audit/gmu)?.length ?? 0,
  );
});

it("the illustrations' card was made with the filters that the script names", () => {
  const { facts } = parse(readFileSync(join(home, "card/card.yaml"), "utf8"));
  expect(facts.columns.result.map(({ filter }: { filter: string }) => filter).sort()).toEqual(
    filters.toSorted(),
  );
  expect(facts["not-looked-for"].result).toContainEqual({
    what: "what filter pair-similarity measures",
    why: "it was not run",
  });
});
