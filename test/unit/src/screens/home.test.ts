import { describe, expect, it } from "vitest";
import type { RunListing } from "../../../../src/run/runs.ts";
import { homeEntries } from "../../../../src/screens/home/entries.ts";
import { homeKeys, opened, performed } from "../../../../src/screens/home/keys.ts";
import { home, homeStart, restingAt } from "../../../../src/screens/home/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import type { ListMove, ListState } from "../../../../src/screens/kit/window.ts";
import { meanings } from "../../../support/keys.ts";

const run = (folder: string): RunListing => ({
  folder,
  uri: "sample",
  policy: "default",
  shards: 3,
  shardsDone: 3,
  reviewers: 0,
  trouble: null,
  changed: 0,
});
const models = [{ id: "nsfw-image", state: "ready" }];
/** Runs, a, b, Datasets, sample, Models, nsfw-image: headings at 0, 3 and 5. */
const entries = homeEntries([run("runs/a"), run("runs/b")], models, "runs");
const moved = (list: ListState, move: ListMove, height = 7) =>
  home(list, { type: "move", move, entries, height });
const from = (cursor: number): ListState => ({ cursor, top: 0 });

describe("the keys of home", () => {
  it("move, and open", () => {
    expect(meanings(homeKeys)).toEqual({
      "j down": { type: "move", move: "down" },
      "k up": { type: "move", move: "up" },
      "ctrl-d pagedown ctrl-f": { type: "move", move: "page-down" },
      "ctrl-u pageup ctrl-b": { type: "move", move: "page-up" },
      "g home": { type: "move", move: "first" },
      "G end": { type: "move", move: "last" },
      "enter l right": { type: "open" },
      a: { type: "audit" },
      m: { type: "map" },
    });
  });

  it("rest on no heading, whichever way they move", () => {
    expect(entries.map(({ kind }) => kind)).toEqual([
      "heading",
      "run",
      "run",
      "heading",
      "dataset",
      "heading",
      "model",
    ]);
    expect(moved(from(2), "down").cursor).toBe(4);
    expect(moved(from(4), "up").cursor).toBe(2);
    expect(moved(from(1), "up").cursor).toBe(1);
    expect(moved(from(6), "down").cursor).toBe(6);
    expect(moved(from(6), "first").cursor).toBe(1);
    expect(moved(from(1), "last").cursor).toBe(6);
    expect(moved(from(1), "page-down", 3).cursor).toBe(4);
    expect(moved(from(6), "page-up", 3).cursor).toBe(4);
  });

  it("show the heading above the entry that is chosen", () => {
    expect(moved(from(2), "down", 3)).toEqual({ cursor: 4, top: 2 });
    expect(moved({ cursor: 4, top: 3 }, "up", 3)).toEqual({ cursor: 2, top: 2 });
    expect(moved({ cursor: 2, top: 2 }, "up", 3)).toEqual({ cursor: 1, top: 0 });
  });

  it("choose the first entry where nothing, or a heading, is under the cursor", () => {
    expect(restingAt(homeStart, entries)).toBe(1);
    expect(restingAt(from(3), entries)).toBe(1);
    expect(restingAt(from(99), entries)).toBe(1);
    expect(restingAt(from(5), [])).toBe(0);
  });

  it("open a run, audit a dataset, and say of a model how a shell gets it", () => {
    const outcomes = [1, 4, 6].flatMap((i) => (entries[i] ? [opened(entries[i])] : []));
    expect(outcomes).toEqual([
      { type: "go", route: { screen: "run", folder: "runs/a" } },
      // It was audited before: its newest run, and no second audit unasked.
      { type: "go", route: { screen: "run", folder: "runs/a" } },
      {
        type: "say",
        text: "nsfw-image: ready; in a shell: sluice models verify nsfw-image",
        kind: "info",
      },
    ]);
  });

  it("audit a dataset at once where nobody did, again where somebody did, and nothing else", () => {
    const audit = { type: "go", route: { screen: "audit", uri: "sample", out: "runs/sample" } };
    const fresh = homeEntries([], [], "runs").find(({ kind }) => kind === "dataset");
    const [ofRun, again] = [entries[1], entries[4]];
    expect(fresh && opened(fresh)).toEqual(audit);
    expect(again?.detail).toBe(`${theKey("enter")} opens runs/a, ${theKey("a")} audits anew`);
    expect(again && performed(again, { type: "audit" }, "runs")).toEqual(audit);
    expect(ofRun && performed(ofRun, { type: "audit" }, "runs")).toMatchObject({ type: "say" });
  });
});
