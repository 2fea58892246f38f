import { describe, expect, it } from "vitest";
import { gateListsKeys } from "../../../../src/screens/gate/lists/keys.ts";
import { entryLines, type GateLine, workLines } from "../../../../src/screens/gate/lists/lines.ts";
import { type GateListsIntent, pressed } from "../../../../src/screens/gate/lists/press.ts";
import {
  type GateListsState,
  gateLists,
  gateListsStart,
  windowOf,
} from "../../../../src/screens/gate/lists/state.ts";
import type { EntryLine } from "../../../../src/verbs/entries.ts";
import type { WorkLine } from "../../../../src/verbs/list.ts";
import { meanings } from "../../../support/keys.ts";

const world = { total: 9, height: 4 };
const work = (change: Partial<WorkLine>): WorkLine => ({
  kind: "request",
  id: "r4",
  status: "waiting",
  waits: false,
  requester: "p-ann",
  who: "ann",
  what: "1 × illustrator",
  prompt: "a blue heart",
  hindrance: null,
  ...change,
});
const chosen = (change: Partial<WorkLine>): GateLine => ({ kind: "work", item: work(change), cells: [] });
const entry: EntryLine = {
  seq: 4,
  time: "2026-03-02T10:00:00.000Z",
  behind: false,
  actor: "p-ann",
  who: "ann",
  key: "k",
  leaf: "ab",
  type: "approval",
  about: ["r4"],
  event: { type: "approval", request: "r4" },
};

/** The state and the effects of one intent. */
function press(intent: GateListsIntent, from: GateListsState = gateListsStart) {
  const { effects, action } = pressed(intent, world);
  return { state: action === null ? from : gateLists(from, action), effects };
}

const move = (name: string) => ({ type: "move", move: name });
const always = {
  "j down": move("down"),
  "k up": move("up"),
  "ctrl-d pagedown ctrl-f": move("page-down"),
  "ctrl-u pageup ctrl-b": move("page-up"),
  "g home": move("first"),
  "G end": move("last"),
  "tab l right": { type: "next-list" },
  n: { type: "ask", label: "prompt:", typed: { type: "request", text: "" } },
  c: { type: "clear" },
  r: { type: "refresh" },
};
const go = (route: object) => ({ enter: { type: "go", route } });

describe("the keys of the gate's lists", () => {
  const decide = {
    a: { type: "approve", request: "r4" },
    d: { type: "ask", label: "reason:", typed: { type: "deny", request: "r4", text: "" } },
  };
  const generate = go({ screen: "gate-generate", wanted: { request: "r4" } });
  const look = go({ screen: "gate-image", image: "r4.0" });
  it.each<readonly [string, GateLine | undefined, object]>([
    ["nothing", undefined, {}],
    ["an entry of the ledger", { kind: "entry", entry, cells: [] }, {}],
    ["a request that waits", chosen({}), decide],
    ["a granted request", chosen({ status: "granted" }), generate],
    ["a request under way", chosen({ status: "generating" }), generate],
    ["a denied request", chosen({ status: "denied" }), {}],
    ["a request that is done", chosen({ status: "done" }), {}],
    ["a request whose grant ended", chosen({ status: "ended" }), {}],
    ["an image to review", chosen({ kind: "image", id: "r4.0", status: "review" }), look],
    ["a destroyed image", chosen({ kind: "image", id: "r4.0", status: "destroyed" }), look],
  ])("on %s: these, and no other", (_, line, more) => {
    expect(meanings(gateListsKeys(line))).toEqual({ ...always, ...more });
  });
});

describe("what they come to", () => {
  it.each([
    ["down", 1],
    ["up", 0],
    ["page-down", 3],
    ["page-up", 0],
    ["first", 0],
    ["last", 8],
  ] as const)("%s moves the cursor inside the list", (name, cursor) => {
    const { state, effects } = press({ type: "move", move: name });
    expect([state.list.cursor, effects]).toEqual([cursor, []]);
  });

  it("the cursor stays inside a list that has shrunk", () => {
    const last = press({ type: "move", move: "last" }).state;
    expect(windowOf(last, 3, 4)).toEqual({ cursor: 2, top: 0 });
    expect(windowOf(last, 0, 4)).toEqual({ cursor: 0, top: 0 });
    const action = { type: "move", move: "up", total: 3, height: 4 } as const;
    expect(gateLists(last, action).list).toEqual({ cursor: 1, top: 0 });
  });

  it("tab goes through the three lists and round, each from its first line", () => {
    const seen = [press({ type: "move", move: "down" }).state];
    for (let i = 0; i < 3; i++) seen.push(press({ type: "next-list" }, seen.at(-1)).state);
    expect(seen.map(({ name, list }) => [name, list.cursor])).toEqual([
      ["inbox", 1],
      ["all", 0],
      ["ledger", 0],
      ["inbox", 0],
    ]);
  });

  it("n opens the request for what was typed, and none where nothing was", () => {
    expect(press({ type: "request", text: " a blue heart " })).toEqual({
      state: gateListsStart,
      effects: [{ type: "go", route: { screen: "gate-request", prompt: "a blue heart" } }],
    });
    expect(press({ type: "request", text: "  " })).toEqual({ state: gateListsStart, effects: [] });
  });

  it("a approves at the gate, whose clock says until when", () => {
    expect(press({ type: "approve", request: "r4" })).toEqual({
      state: gateListsStart,
      effects: [{ type: "approve", request: "r4" }],
    });
  });

  it("d denies with the reason that was typed, and not without one", () => {
    expect(press({ type: "deny", request: "r4", text: "no purpose" })).toEqual({
      state: gateListsStart,
      effects: [{ type: "deny", request: "r4", reason: "no purpose" }],
    });
    expect(press({ type: "deny", request: "r4", text: " " })).toEqual({
      state: gateListsStart,
      effects: [{ type: "say", text: "a denial needs a reason", kind: "warning" }],
    });
  });

  it("c shows prompts in clear and masks them again; the panic key masks them", () => {
    const clear = press({ type: "clear" }).state;
    expect([clear.clear, press({ type: "clear" }, clear).state.clear]).toEqual([true, false]);
    expect(gateLists(clear, { type: "hide" }).clear).toBe(false);
  });

  it("r reads what others appended", () => {
    expect(press({ type: "refresh" })).toEqual({ state: gateListsStart, effects: [{ type: "refresh" }] });
  });
});

describe("the lines of the lists", () => {
  const cells = (lines: readonly GateLine[]) => lines.map((line) => line.cells.join(" | "));

  it("are newest first, and mask prompts until they are wanted in clear", () => {
    const items = [
      work({ waits: true }),
      work({ kind: "image", id: "r4.0", prompt: null, what: "may be released" }),
    ];
    expect(cells(workLines(items, "all", false, "p-bo"))).toEqual([
      "r4.0 | waiting | ann | may be released",
      "r4 | waiting | ann | 1 × illustrator: a b▒▒▒ h▒▒▒▒",
    ]);
    expect(cells(workLines(items, "inbox", true, "p-bo"))).toEqual([
      "r4 | waiting | ann | 1 × illustrator: a blue heart",
    ]);
  });

  it("name what an entry is about", () => {
    const sheet = { ...entry, seq: 5, type: "sheet", event: { type: "sheet", images: ["r4.0"] } };
    const look = { ...entry, seq: 6, type: "reveal", event: { type: "reveal", image: "r4.0" } };
    expect(cells(entryLines([entry, sheet, look]))).toEqual([
      "6 | 2026-03-02T10:00:00 | ann | reveal r4.0",
      "5 | 2026-03-02T10:00:00 | ann | sheet",
      "4 | 2026-03-02T10:00:00 | ann | approval r4",
    ]);
  });
});
