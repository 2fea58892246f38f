import { describe, expect, it } from "vitest";
import { listKeys, listStart } from "../../../../src/screens/kit/window.ts";
import { runKeys } from "../../../../src/screens/run/keys.ts";
import { glance } from "../../../../src/screens/run/state.ts";
import { meanings } from "../../../support/keys.ts";

const go = (screen: string) => ({ type: "go", route: { screen, folder: "runs/r" } });
const finished = {
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

  it("scroll by a line at a time, until the last line is on screen", () => {
    const stops = 4;
    const firstLine = { down: 3, up: 1, "page-down": 3, "page-up": 1, first: 0, last: 3 };
    for (const { action } of listKeys) {
      const { cursor } = glance({ cursor: 2, top: 2 }, { ...action, stops });
      expect(cursor, action.move).toBe(firstLine[action.move]);
    }
    expect(glance(listStart, { type: "move", move: "down", stops: 1 })).toEqual(listStart);
  });
});
