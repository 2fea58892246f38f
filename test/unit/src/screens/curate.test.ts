import { describe, expect, it } from "vitest";
import type { Curated } from "../../../../src/pipelines/curate/summary.ts";
import { DatasetOutOfReach } from "../../../../src/run/open-dataset.ts";
import { curateKeys } from "../../../../src/screens/curate/keys.ts";
import { type CurateIntent, pressed } from "../../../../src/screens/curate/press.ts";
import {
  type CurateState,
  curateStart,
  curateState,
  reasonOf,
} from "../../../../src/screens/curate/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import { listKeys } from "../../../../src/screens/kit/window.ts";
import { meanings } from "../../../support/keys.ts";

const FORMATS = 3;
const start = curateStart("runs/sample");
const running = curateState(start, { type: "begun" });
const curated = {
  pairs: { before: 9, written: 6, removed: 2, held: 1 },
  reasons: [
    { rule: "hate", state: "removed", about: "It says hateful things", pairs: 2 },
    { rule: "hate", state: "held", about: "It says hateful things", pairs: 1 },
  ],
} as unknown as Curated;
const done = curateState(running, { type: "done", curated });

/** The state and the effects of one intent. */
function press(intent: CurateIntent, from: CurateState = start) {
  const { effects, action } = pressed(from, intent, { formats: FORMATS, height: 3 });
  return { state: action === null ? from : curateState(from, action), effects };
}

describe("the keys of the curation", () => {
  const choosing = {
    enter: { type: "write" },
    f: { type: "format" },
    t: { type: "ask", label: "to:", typed: { type: "to", text: "curated/sample" } },
  };
  it.each([
    ["choosing", start, choosing],
    ["running", running, { x: { type: "stop" } }],
    [
      "done",
      done,
      {
        l: {
          type: "go",
          route: { screen: "told", words: ["inspect", "curated/sample"], folder: "runs/sample" },
        },
        a: { type: "go", route: { screen: "audit", uri: "curated/sample", out: "runs/sample" } },
        d: { type: "go", route: { screen: "card", folder: "runs/sample" } },
        ...meanings(listKeys),
        f: choosing.f,
        t: choosing.t,
        w: { type: "write" },
        enter: { type: "drill" },
      },
    ],
  ] as const)("%s: these, and no other", (_, state, meant) => {
    expect(meanings(curateKeys(state, { folder: "runs/sample", runsFolder: "runs" }))).toEqual(meant);
  });
});

describe("what they come to", () => {
  it("enter writes, and the screen watches", () => {
    expect(press({ type: "write" })).toEqual({
      state: { ...start, phase: { kind: "running" } },
      effects: [{ type: "write" }],
    });
  });

  it("a line of what came of it opens exactly its pairs", () => {
    const at = (cursor: number) => press({ type: "drill" }, { ...done, list: { cursor, top: 0 } }).effects;
    expect([0, 1, 3, 4, 5, 6].flatMap(at)).toEqual([
      { type: "open", which: {}, crumb: "curate: before" },
      { type: "open", which: { state: "written" }, crumb: "curate: written" },
      { type: "open", which: { state: "held" }, crumb: "curate: held" },
      { type: "open", which: { state: "removed", rule: "hate" }, crumb: "curate: hate" },
      { type: "open", which: { state: "held", rule: "hate" }, crumb: "curate: hate" },
    ]);
    expect(press({ type: "drill" }).effects).toEqual([]);
    const moved = (move: "down" | "last") => press({ type: "move", move }, done).state.list;
    expect([moved("down"), moved("last")]).toEqual([
      { cursor: 1, top: 0 },
      { cursor: 5, top: 3 },
    ]);
  });

  it("x stops, and the writing itself says how it ended", () => {
    expect(press({ type: "stop" }, running)).toEqual({ state: running, effects: [{ type: "stop" }] });
    expect(reasonOf(new Error("aborted"), true)).toBe(
      `stopped; ${theKey("enter")} goes on after the last whole shard`,
    );
    expect(reasonOf(new Error("it is there already\nat"), false)).toBe("it is there already");
  });

  it("a dataset that moved can be named here", () => {
    const gone = new DatasetOutOfReach("Cannot open; name its new place with --data");
    expect(reasonOf(gone, false)).toBe("Cannot open; name its new place with --data; here: :data URI");
  });

  it("f goes through the formats and round, and takes the old ending off the screen", () => {
    const [first, second, third] = [1, 2, 3].map((times) =>
      Array.from({ length: times }).reduce<CurateState>(
        (state) => press({ type: "format" }, state).state,
        done,
      ),
    );
    expect([first?.format, second?.format, third?.format]).toEqual([1, 2, 0]);
    expect(first?.phase).toEqual({ kind: "choosing", reason: null });
  });

  it("t takes another folder, and asks for one where nothing was typed", () => {
    expect(press({ type: "to", text: " there " }, done)).toEqual({
      state: { ...start, to: "there", phase: { kind: "choosing", reason: null } },
      effects: [],
    });
    expect(press({ type: "to", text: "  " }, done)).toEqual({
      state: done,
      effects: [{ type: "say", text: "wanted a folder", kind: "warning" }],
    });
  });

  it("a failure brings the choice back, with its reason", () => {
    expect(curateState(running, { type: "failed", reason: "no room" }).phase).toEqual({
      kind: "choosing",
      reason: "no room",
    });
    expect(done.phase).toEqual({ kind: "done", curated });
  });
});
