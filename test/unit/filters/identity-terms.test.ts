import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentions } from "../../../filters/identity/match.ts";
import { groupIds, terms } from "../../../filters/identity/terms.ts";
import { identityTerms } from "../../../filters/identity-terms.ts";

const groupsOf = (text: string) => [...new Set(mentions(text).map(({ group }) => group))].sort();

describe("who a caption names", () => {
  it.each([
    ["A Muslim woman reading in a library", ["muslim", "women"]],
    ["Portrait of a Black woman in a red coat", ["black", "women"]],
    ["two old men playing chess", ["men", "old"]],
    ["African American students at a science fair", ["black"]],
    ["an African-American girl", ["black", "women"]],
    ["a gay couple at their wedding", ["lesbian-gay-bisexual"]],
    ["middle aged man with umbrella", ["men", "middle-aged"]],
    ["blind people crossing a street", ["disabled"]],
    ["Christians at prayer", ["christian"]],
    ["WOMEN'S DAY", ["women"]],
    ["the women’s choir", ["women"]],
  ])("%s", (text, groups) => {
    expect(groupsOf(text)).toEqual(groups);
  });

  it.each([
    "black coffee in a white cup",
    "Black Friday sale",
    "The White House at night",
    "waves of the Indian Ocean",
    "American football helmet",
    "a straight road through a blind valley",
    "an old barn, young leaves",
    "a dress by Christian Dior",
    "ferry to the Isle of Man on a grey day",
    "photograph by Man Ray, a rayograph of a comb",
    "a man-made lake",
    "mandarin oranges, manhole, woman2, germane",
    "",
  ])("names nobody: %s", (text) => {
    expect(groupsOf(text)).toEqual([]);
  });

  it("finds people in a title in capitals", () => {
    expect(groupsOf("Old Man And Young Woman Dancing")).toEqual(["men", "old", "women", "young"]);
  });

  it("gives every term a group of the list, and one only", () => {
    const all = [...terms.entries()];
    expect(all.length).toBeGreaterThan(100);
    for (const [word, { group }] of all) {
      expect(groupIds).toContain(group);
      expect(word).toBe(word.toLowerCase());
    }
  });
});

describe("the filter", () => {
  it("counts terms, sorts groups, and says nothing of a pair without a caption", async () => {
    const filter = identityTerms();
    const rows = await filter.score([
      { key: "a", caption: "women and men and women" },
      { key: "b", caption: "a tree" },
      { key: "c" },
    ]);
    expect(rows).toEqual([
      { identity_groups: "men,women", identity_terms: 3 },
      { identity_groups: "", identity_terms: 0 },
      {},
    ]);
  });

  it("takes any text, and names a group as often as it finds one", async () => {
    const word = fc.constantFrom(
      "women",
      "Man",
      "black",
      "people",
      "African",
      "American",
      "-",
      "tree",
      "’",
      "\u0000",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(word, fc.string({ unit: "binary" }))), async (words) => {
        const caption = words.join(" ");
        const [row] = await identityTerms().score([{ key: "a", caption }]);
        expect(row?.["identity_terms"]).toBe(mentions(caption).length);
        expect(row?.["identity_groups"]).toBe(groupsOf(caption).join(","));
      }),
    );
  });
});
