import { describe, expect, it } from "vitest";
import { viewCrumb } from "../../../../src/looking/views.ts";
import { binPredicate, edgesOf } from "../../../../src/run/questions/bins.ts";
import { everything, type Lens } from "../../../../src/run/questions/lens.ts";
import { completed } from "../../../../src/screens/app/complete.ts";
import { overlayPressed } from "../../../../src/screens/app/overlay.ts";
import { exploreCommand, lensWords } from "../../../../src/screens/explore/command.ts";
import { exploreKeys } from "../../../../src/screens/explore/keys.ts";
import { type Explored, type ExploreIntent, pressed } from "../../../../src/screens/explore/press.ts";
import { type ExploreState, explore, exploreStart, lensOf } from "../../../../src/screens/explore/state.ts";
import { folded } from "../../../../src/screens/told/words.ts";

const start = exploreStart(lensOf("list_contains(rules, 'x')"), 0, ["rule x"]);
const bin = { low: 0.1, high: 0.15, last: false };
const explored: Explored = {
  columns: 3,
  column: { name: "text_toxicity", kind: "number" },
  ...{ total: 9, height: 4, values: [{ value: "0 – 0.1" }, { value: "0.1 – 0.15", bin }], valuesHeight: 4 },
  ...{ paired: "k", clear: false, lines: 0, lineRows: 0 },
};
const press = (intent: ExploreIntent, state: ExploreState) => {
  const { effects, action } = pressed(state, intent, explored);
  return { state: action === null ? state : explore(state, action), effects };
};

describe("the same pairs on the command line", () => {
  const command = (lens: Partial<Lens>, crumb?: string) =>
    exploreCommand("runs/r", { ...everything, ...lens }, crumb, "default");
  const opened = (lens: Partial<Lens>) => viewCrumb("dogs", { ...everything, ...lens });
  const many = Array.from({ length: 11 }, (_, i) => `k${i}`);

  it.each([
    [command({}), "sluice decide runs/r --policy default"],
    [command({ where: 'note = "$x"' }), 'sluice explore runs/r --where "note = \\"\\$x\\""'],
    [command({ keys: ["a", "it's"] }), "sluice explore runs/r --where \"key IN ('a', 'it''s')\""],
    [
      command({ where: "row < 2", keys: ["a"] }),
      "sluice explore runs/r --where \"(row < 2) AND key IN ('a')\"",
    ],
    [command({ keys: many }), "sluice explore runs/r --view NAME --keys  (:save NAME first)"],
    [command({ keys: many, ranked: true }, "~ a red dog"), 'sluice explore runs/r --like "a red dog"'],
    [
      command({ keys: many, ranked: true }, "~ pictures: a dog"),
      'sluice explore runs/r --like "a dog" --over images',
    ],
    [command({ keys: many, ranked: true }, "view dogs"), "sluice explore runs/r --view dogs"],
    [command({ text: "dog" }, opened({ text: "dog" })), "sluice explore runs/r --view dogs"],
    [command({ where: "row < 2" }, opened({ text: "dog" })), 'sluice explore runs/r --where "row < 2"'],
    [command({}, opened({ text: "dog" })), "sluice decide runs/r --policy default"],
    [
      command({ keys: many, ranked: true }, opened({ keys: many, where: "row < 2" })),
      "sluice explore runs/r --view NAME --keys  (:save NAME first)",
    ],
    [command({ where: "view = 3" }, "view = 3"), 'sluice explore runs/r --where "view = 3"'],
    [
      command({ keys: many, ranked: true }, "like k3"),
      "sluice explore runs/r --view NAME --keys  (:save NAME first)",
    ],
  ])("%s", (said, wanted) => {
    expect(said).toBe(wanted);
  });

  it("and the way to them is a line, with what was typed where nothing led there", () => {
    const lens = { ...everything, where: "row < 2", text: "dog", keys: ["a"] };
    expect(lensWords({ lens, crumbs: ["rule x", "row < 2"] })).toEqual([
      ...["selection of 1", "where rule x › row < 2", "/dog"],
    ]);
    expect(lensWords({ lens: { ...everything, where: "row < 2" }, crumbs: [] })).toEqual(["where row < 2"]);
    expect(lensWords({ lens: everything, crumbs: [] })).toEqual([]);
    const crumbs = [viewCrumb("dogs", { ...everything, text: "a/b" })];
    expect(lensWords({ lens: { ...everything, text: "a/b" }, crumbs })).toEqual(["where view dogs", "/a/b"]);
    expect(lensWords({ lens: everything, crumbs })).toEqual(["where view dogs less /a/b"]);
  });

  it("names words that are looked for", () => {
    expect(command({ text: "dog" })).toMatch(/--where "\(coalesce\(caption, ''\) ILIKE '%dog%'/u);
  });
});

describe("drilling", () => {
  it.each(["frequencies", "histogram"] as const)(
    "opens the pairs of a range from %s, and leads back",
    (pane) => {
      const counting = press({ type: "move", move: "down" }, { ...start, pane }).state;
      expect(counting.value.cursor).toBe(1);
      const inside = press({ type: "enter" }, counting).state;
      expect(inside.lens.where).toBe(
        "(list_contains(rules, 'x')) AND text_toxicity::DOUBLE >= 0.1 AND text_toxicity::DOUBLE < 0.15",
      );
      expect(inside.crumbs).toEqual(["rule x", "text_toxicity 0.1 – 0.15"]);
      const back = press({ type: "back" }, inside).state;
      expect(back).toMatchObject({ lens: start.lens, crumbs: ["rule x"], trail: [] });
      expect(press({ type: "back" }, back)).toEqual({ state: back, effects: [{ type: "leave" }] });
    },
  );

  it("names a predicate that was typed in the place of those before, and still what chose the pairs", () => {
    const inside = press({ type: "enter" }, { ...start, pane: "histogram" }).state;
    const typed = press({ type: "predicate", text: "bytes > 1" }, inside).state;
    expect([typed.lens.where, typed.crumbs]).toEqual(["bytes > 1", ["bytes > 1"]]);
    const meanwhile = press({ type: "enter" }, start).state;
    expect(explore(meanwhile, { type: "typed", where: "bytes > 1" }).pane).toBe("detail");
    expect(press({ type: "back" }, typed).state.crumbs).toEqual(inside.crumbs);
    const found = explore(start, { type: "found", lens: { ...start.lens, keys: ["k"] }, crumb: "~ fruit" });
    const narrowed = press({ type: "predicate", text: "bytes > 1" }, found).state;
    expect(narrowed.crumbs).toEqual(["~ fruit", "bytes > 1"]);
    const wide = press({ type: "predicate", text: " " }, narrowed).state;
    expect([wide.lens.where, wide.lens.keys, wide.crumbs]).toEqual([null, ["k"], ["~ fruit"]]);
  });

  it("leads back at once from what was looked for twice", () => {
    const found = () => ({ type: "found", lens: { ...start.lens, keys: ["k"] }, crumb: "like k" }) as const;
    const twice = explore(explore(start, found()), found());
    expect(press({ type: "back" }, twice).state).toMatchObject({ lens: start.lens, trail: [] });
  });

  it("does not leave the screen by - while marks are not saved", () => {
    const marked = press({ type: "mark" }, start).state;
    expect(press({ type: "back" }, marked).effects).toMatchObject([{ type: "say", kind: "warning" }]);
  });

  it("leads back from a predicate that was typed, and from a filter that was cleared", () => {
    const typed = press({ type: "predicate", text: "bytes > 1" }, start).state;
    expect(press({ type: "back" }, typed).state.lens).toBe(start.lens);
    expect(press({ type: "back" }, press({ type: "clear" }, start).state).state.lens).toBe(start.lens);
  });
});

describe("the bins of a number", () => {
  it("have round edges that fit the values", () => {
    expect(edgesOf(0.012, 0.047, 5, false)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05]);
    expect(edgesOf(0, 1, 21, false)).toHaveLength(21);
    expect(edgesOf(3, 9, 50, true)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(edgesOf(7, 7, 10, true)).toEqual([7, 8]);
    expect(edgesOf(-0.4, 0.4, 5, false)).toEqual([-0.4, -0.2, 0, 0.2, 0.4]);
  });

  it("are predicates, the last with its end", () => {
    expect(binPredicate("image_porn", { ...bin, last: true })).toBe(
      "image_porn::DOUBLE >= 0.1 AND image_porn::DOUBLE <= 0.15",
    );
    expect(binPredicate('a "b"', bin)).toContain('"a ""b"""::DOUBLE');
  });
});

describe("what a command says", () => {
  it("is read to its end: a wide line goes on in the next, which opens the same pairs", () => {
    const where = "action = 'drop'";
    const [first, second, ...rest] = folded({ text: "one two three four", where }, 10);
    expect(rest).toEqual([]);
    expect(first).toEqual({ text: "one two", where, crumb: "one two three four" });
    expect(second).toEqual({ text: "three four", where, crumb: "one two three four" });
    expect(folded({ text: "" }, 9)).toEqual([{ text: "", crumb: "" }]);
    expect(folded({ text: "  x ≥ 0.5     4 of 9" }, 40)[0]).toMatchObject({ crumb: "x ≥ 0.5 4 of 9" });
    const own = folded({ text: "three four", crumb: "said" }, 6).map(({ crumb }) => crumb);
    expect(own).toEqual(["said", "said"]);
  });
});

describe("Tab", () => {
  const words = ["text_toxicity", "text_insult", "bytes"];

  it("completes a column as far as it goes, and names what is open", () => {
    expect(completed("bytes > 1 AND te", words)).toEqual({
      text: "bytes > 1 AND text_",
      open: ["text_toxicity", "text_insult"],
    });
    expect(completed("text_t", words)).toEqual({ text: "text_toxicity", open: [] });
    expect(completed("audit ~/da", ["~/data"])).toEqual({ text: "audit ~/data", open: [] });
    expect(completed("nothing", words)).toEqual({ text: "nothing", open: [] });
  });

  it("acts on a line that is typed, and w hands it the run's columns", () => {
    const overlay = { kind: "question", label: "where", secret: false, text: "te" } as const;
    expect(overlayPressed(overlay, "tab", 0)?.effect).toEqual({ type: "completing", text: "te" });
    const w = exploreKeys(start, "r", words).find(({ keys: [key] }) => key === "w");
    expect(w?.action).toMatchObject({ type: "ask", words });
  });
});
