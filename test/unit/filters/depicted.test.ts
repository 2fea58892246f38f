import { describe, expect, it } from "vitest";
import { depicted } from "../../../filters/index.ts";

const named = (text: string) => depicted(text).map(({ axis, value, term }) => `${axis} ${value} ${term}`);

describe("whom a caption names", () => {
  it.each([
    [
      "a Korean woman in a hat",
      ["gender women woman", "ethnicity asian korean", "nationality korean korean"],
    ],
    ["Portrait of a nun", ["gender women nun", "religion christian nun"]],
    ["polish on a table", []],
    ["Polish football fans", ["nationality polish polish"]],
    ["My aunty's kitchen", ["gender women aunty"]],
  ])("%s", (text, expected) => {
    expect(named(text).sort()).toEqual([...expected].sort());
  });

  it("names nobody in a text without people", () => {
    expect(named("a mandarin on a womanlike chair; manhole, koreana")).toEqual([]);
  });
});
