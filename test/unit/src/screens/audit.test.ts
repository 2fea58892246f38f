import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../src/process/events.ts";
import { auditKeys } from "../../../../src/screens/audit/keys.ts";
import {
  type AuditState,
  auditStart,
  auditState,
  type Ending,
  endingOf,
  endingOfError,
  watched,
  watchStart,
} from "../../../../src/screens/audit/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import { meanings } from "../../../support/keys.ts";

const ended = (kind: Ending["kind"]): AuditState =>
  auditState(auditStart, { type: "ended", ending: { kind, text: kind } });

describe("the keys of an audit", () => {
  it.each([
    ["running", auditStart, { x: { type: "stop" } }],
    ["done", ended("done"), { enter: { type: "open" } }],
    ["failed", ended("failed"), { a: { type: "again" } }],
    ["stopped", ended("stopped"), { a: { type: "again" } }],
  ] as const)("%s: these, and no other", (_, state, meant) => {
    expect(meanings(auditKeys(state))).toEqual(meant);
  });
});

describe("an audit on screen", () => {
  it("goes on as another attempt once it has ended, and not before", () => {
    expect(auditState(ended("failed"), { type: "again" })).toEqual({ attempt: 1, ending: null });
    expect(auditState(auditStart, { type: "again" })).toBe(auditStart);
  });

  it("ends with what to do next", () => {
    expect(endingOf({ complete: true, shardsFailed: 0, trouble: null })).toEqual({
      kind: "done",
      text: `every shard is done: ${theKey("enter")} opens the run`,
    });
    const trouble = new Error("Cannot apply policy");
    expect(endingOf({ complete: true, shardsFailed: 0, trouble })).toEqual({
      kind: "done",
      text: `every shard is done, but not decided: Cannot apply policy: ${theKey("enter")} opens the run`,
    });
    expect(endingOf({ complete: false, shardsFailed: 2, trouble: null })).toEqual({
      kind: "failed",
      text: `2 shards failed, see above; ${theKey("a")} tries them again`,
    });
    expect(endingOfError(new Error("Cannot open\nat"), false)).toEqual({
      kind: "failed",
      text: "Cannot open",
    });
    expect(endingOfError(new Error("aborted"), true)).toEqual({
      kind: "stopped",
      text: `stopped; ${theKey("a")} goes on where it was`,
    });
  });

  it("counts its time from when the run started, and keeps the newest troubles", () => {
    const trouble = (n: number): RunEvent => ({ type: "trouble", shard: `s${n}`, trouble: "gone" });
    const started = watched(
      watchStart(10),
      { type: "run-started", run: "r", uri: "sample", shards: 3, shardsDone: 0, workers: 2 },
      40,
    );
    expect([started.started, started.progress.shards]).toEqual([40, 3]);
    const end = Array.from({ length: 250 }, (_, n) => trouble(n)).reduce(
      (watch, event) => watched(watch, event, 50),
      started,
    );
    expect([end.started, end.troubles.length, end.troubles.at(-1)]).toEqual([40, 200, "s249: gone"]);
  });
});
