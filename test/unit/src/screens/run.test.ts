import { describe, expect, it } from "vitest";
import { listKeys } from "../../../../src/screens/kit/window.ts";
import { runKeys } from "../../../../src/screens/run/keys.ts";
import type { GlanceLine } from "../../../../src/screens/run/lines.ts";
import { drilled, glance } from "../../../../src/screens/run/state.ts";
import { meanings } from "../../../support/keys.ts";

const go = (screen: string) => ({ type: "go", route: { screen, folder: "runs/r" } });
const finished = {
  enter: { type: "drill" },
  e: go("explore"),
  r: go("review"),
  t: go("scrub"),
  c: go("curate"),
  d: go("card"),
  "j down": { type: "move", move: "down" },
  "k up": { type: "move", move: "up" },
  "ctrl-d pagedown ctrl-f": { type: "move", move: "page-down" },
  "ctrl-u pageup ctrl-b": { type: "move", move: "page-up" },
  "g home": { type: "move", move: "first" },
  "G end": { type: "move", move: "last" },
};

describe("the keys of a run", () => {
  it("lead to its other screens and scroll; an unfinished one goes on", () => {
    expect(meanings(runKeys("runs/r", false))).toEqual(finished);
    expect(meanings(runKeys("runs/r", true))).toEqual({
      ...finished,
      a: { type: "resume", folder: "runs/r" },
    });
  });

  it("move over its lines", () => {
    const around = { total: 5, height: 2 };
    const line = { down: 3, up: 1, "page-down": 3, "page-up": 1, first: 0, last: 4 };
    for (const { action } of listKeys) {
      const { cursor } = glance({ cursor: 2, top: 1 }, { ...action, ...around });
      expect(cursor, action.move).toBe(line[action.move]);
    }
  });

  it("open exactly the pairs that a line counts, under its name", () => {
    const line: GlanceLine = { id: "rule x", kind: "drop", cells: [], where: "list_contains(rules, 'x')" };
    const route = { screen: "explore", folder: "r", where: "list_contains(rules, 'x')", crumb: "rule x" };
    expect(drilled(line, "r").effects).toEqual([{ type: "go", route }]);
    for (const none of [undefined, { ...line, where: null }])
      expect(drilled(none, "r").effects).toMatchObject([{ type: "say" }]);
  });
});
