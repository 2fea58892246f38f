import { describe, expect, it } from "vitest";
import type { CommandEffect } from "../../../../src/screens/app/command-table.ts";
import { commanded, commandsFor, type NamedCommand } from "../../../../src/screens/app/commands.ts";
import { appKeys } from "../../../../src/screens/app/keys.ts";
import { menuLine, overlayPressed } from "../../../../src/screens/app/overlay.ts";
import { app, appStart, holdsBack, type Notice, type Overlay } from "../../../../src/screens/app/state.ts";
import type { Intent } from "../../../../src/screens/kit/intents.ts";
import { matching } from "../../../../src/screens/kit/menu.ts";
import { waysOn } from "../../../../src/screens/kit/ways.ts";
import { meanings } from "../../../support/keys.ts";

const help: Overlay = { kind: "help", text: "", cursor: 0 };
const palette: Overlay = { kind: "palette", text: "", cursor: 0 };

describe("the keys of every screen", () => {
  it("lead back, or out of home, and over the screen", () => {
    const everywhere = {
      "?": { type: "open", overlay: help },
      ":": { type: "open", overlay: palette },
      ".": { type: "cover" },
      "Q ctrl-c": { type: "quit" },
    };
    expect(meanings(appKeys(false))).toEqual({ ...everywhere, "q escape": { type: "back" } });
    expect(meanings(appKeys(true))).toEqual({ ...everywhere, "q escape": { type: "quit" } });
  });

  it("lead on from a run that does not open", () => {
    expect(meanings(waysOn("runs/r"))).toEqual({
      a: { type: "resume", folder: "runs/r" },
      p: { type: "decide", folder: "runs/r", policy: "default", told: false },
    });
  });
});

describe("leaving a screen with something unsaved", () => {
  it("is asked about once: the same wish again says yes, any other key takes the question back", () => {
    expect(holdsBack(null, null)).toBeNull();
    const asks = holdsBack(null, "2 moved cuts are not saved: S saves");
    expect(asks).toEqual({
      text: "2 moved cuts are not saved: S saves, the same key again drops it",
      kind: "warning",
      asks: true,
    });
    const asked = app(appStart({ screen: "home" }), { type: "say", ...(asks as Notice) });
    expect(holdsBack(asked.notice, "2 moved cuts are not saved: S saves")).toBeNull();
    expect(
      holdsBack(app(asked, { type: "quiet" }).notice, "2 moved cuts are not saved: S saves"),
    ).not.toBeNull();
    const other = app(asked, { type: "say", text: "saved", kind: "info" });
    expect(holdsBack(other.notice, "2 moved cuts are not saved: S saves")).not.toBeNull();
  });
});

describe("what lies over the screen", () => {
  const start = appStart({ screen: "home" });
  /** What lies there after some keys, and what the last one wanted done. */
  function pressing(overlay: Overlay, names: readonly string[], entries = 3) {
    let state = app(start, { type: "open", overlay });
    let effect: unknown = null;
    for (const name of names) {
      const outcome = state.overlay && overlayPressed(state.overlay, name, entries);
      if (outcome !== null) state = app(state, outcome.action);
      effect = outcome?.effect ?? null;
    }
    return { overlay: state.overlay, effect };
  }
  const question: Overlay = { kind: "question", label: "note:", secret: false, text: "ab" };

  it("takes the cover off at enter, and at nothing else", () => {
    const cover: Overlay = { kind: "panic" };
    expect(pressing(cover, ["enter"])).toEqual({ overlay: null, effect: { type: "uncovered" } });
    for (const name of ["escape", "q", "up", "down", "space", "backspace", "ctrl-u", "x"])
      expect(pressing(cover, [name]), name).toEqual({ overlay: cover, effect: null });
  });

  it("types, corrects, answers and cancels a question", () => {
    const typed = (text: string) => ({ overlay: { ...question, text }, effect: { type: "changed", text } });
    expect(pressing(question, ["c"])).toEqual(typed("abc"));
    expect(pressing(question, ["space"])).toEqual(typed("ab "));
    expect(pressing(question, ["backspace"])).toEqual(typed("a"));
    expect(pressing(question, ["ctrl-u"])).toEqual(typed(""));
    for (const name of ["up", "down", "left", "ctrl-d"])
      expect(pressing(question, [name]), name).toEqual(typed("ab"));
    expect(pressing(question, ["é", "enter"])).toEqual({
      overlay: null,
      effect: { type: "answered", text: "abé" },
    });
    expect(pressing(question, ["escape"])).toEqual({ overlay: null, effect: { type: "cancelled" } });
  });

  it.each([help, palette])("points at an entry of the $kind, and chooses it", (menu) => {
    expect(pressing(menu, ["down", "down", "down", "up"]).overlay).toMatchObject({ cursor: 1 });
    expect(pressing(menu, ["up"]).overlay).toMatchObject({ cursor: 0 });
    expect(pressing(menu, ["down", "enter"])).toEqual({
      overlay: null,
      effect: { type: "chosen", entry: 1 },
    });
    expect(pressing(menu, ["down", "s", "o"])).toEqual({ overlay: { ...menu, text: "so" }, effect: null });
    expect(pressing(menu, ["down"], 0).overlay).toMatchObject({ cursor: 0 });
    expect(pressing(menu, ["escape"])).toEqual({ overlay: null, effect: null });
  });
});

describe("the palette", () => {
  const inRun = { folder: "r", runsFolder: "runs" };
  const meant = (text: string, place: { readonly folder: string | null; readonly runsFolder: string }) =>
    meanings(commandsFor(text, place));
  const ask = (name: string, label: string): Intent<CommandEffect | NamedCommand> => ({
    type: "ask",
    label,
    typed: { type: "command", name, text: "" },
  });
  const go = (screen: string, more: object = {}) => ({ type: "go", route: { screen, ...more } });
  const everywhere = {
    home: go("home"),
    "open RUN": ask("open", "open RUN:"),
    "audit URI": ask("audit", "audit URI:"),
    "map URI": ask("map", "map URI:"),
    gate: go("gate"),
    "inspect URI": ask("inspect", "inspect URI:"),
    doctor: go("told", { words: ["doctor"] }),
    models: go("told", { words: ["models", "list"] }),
    quit: { type: "quit" },
  };

  it("offers every command, and those of a run only in one", () => {
    expect(meant("", { folder: null, runsFolder: "runs" })).toEqual(everywhere);
    const told = (...words: readonly string[]) => go("told", { words, folder: "r" });
    expect(meant("", inRun)).toEqual({
      ...everywhere,
      doctor: told("doctor"),
      models: told("models", "list"),
      "topics [images]": go("topics", { folder: "r" }),
      "like WORDS": ask("like", "like WORDS:"),
      "pictures WORDS": ask("pictures", "pictures WORDS:"),
      report: told("report", "r"),
      agreement: told("agreement", "r"),
      "calibrate [--filter ID]": told("calibrate", "r"),
      identities: told("identities", "r"),
      "representation [--only PARTS]": told("representation", "r"),
      "diff POLICY": ask("diff", "diff POLICY:"),
      resume: { type: "resume", folder: "r" },
      explore: go("explore", { folder: "r" }),
      "gallery [SQL]": go("gallery", { folder: "r", lens: { where: null, text: "", sort: null } }),
      "where SQL": ask("where", "where SQL:"),
      "view NAME": ask("view", "view NAME:"),
      "save NAME": ask("save", "save NAME:"),
      scrub: go("scrub", { folder: "r" }),
      "review [QUEUE]": go("review", { folder: "r" }),
      "curate [view NAME]": go("curate", { folder: "r" }),
      card: go("card", { folder: "r" }),
      "policy NAME or FILE": ask("policy", "policy NAME or FILE:"),
      "data URI": ask("data", "data URI:"),
    });
  });

  it("hands the words on to the command that the first one names", () => {
    const one = (text: string) => Object.values(meant(text, inRun));
    expect(one("open runs/b")).toEqual([go("run", { folder: "runs/b" })]);
    expect(one("audit /data/cats.tar/")).toEqual([go("audit", { uri: "/data/cats.tar/", out: "runs/cats" })]);
    expect(one("where bytes > 1")).toEqual([go("explore", { folder: "r", where: "bytes > 1" })]);
    expect(one("review clusters")).toEqual([go("review", { folder: "r", queue: { strategy: "clusters" } })]);
    expect(one("review nearest")).toMatchObject([{ type: "say", kind: "warning" }]);
    expect(one("policy strict")).toEqual([{ type: "decide", folder: "r", policy: "strict", told: true }]);
    expect(one("data /new")).toEqual([{ type: "moved", uri: "/new" }]);
  });

  it("takes words that were asked for like words that were typed", () => {
    const answered = (name: string, text: string) => commanded({ type: "command", name, text }, inRun);
    for (const [name, words] of [
      ["open", "runs/b"],
      ["audit", "sample"],
      ["where", "bytes > 1"],
      ["view", "picked"],
      ["save", "picked"],
      ["policy", "strict"],
      ["data", "/new"],
    ] as const)
      expect([answered(name, ` ${words} `)], name).toEqual(Object.values(meant(`${name} ${words}`, inRun)));
    expect(() => answered("fly", "")).toThrow(/no command is called fly/u);
  });

  it("keeps the lines that were entered, each once, and steps over them", () => {
    const enter = (state: ReturnType<typeof appStart>, text: string) =>
      app(app(state, { type: "open", overlay: { ...palette, text } }), { type: "entered", text });
    const entered = ["where bytes > 1", "topics", "where bytes > 1", " "].reduce(
      enter,
      appStart({ screen: "home" }),
    );
    expect(entered.history).toEqual(["topics", "where bytes > 1"]);
    const steps = (...by: readonly (-1 | 1)[]) =>
      by.reduce((state, one) => app(state, { type: "recall", by: one }), {
        ...entered,
        overlay: palette as Overlay | null,
      }).overlay;
    expect(steps(-1)).toMatchObject({ text: "where bytes > 1" });
    expect(steps(-1, -1, -1)).toMatchObject({ text: "topics" });
    expect(steps(-1, -1, 1)).toMatchObject({ text: "where bytes > 1" });
    expect(steps(-1, 1)).toMatchObject({ text: "" });
    expect(overlayPressed(palette, "ctrl-p", 3)?.action).toEqual({ type: "recall", by: -1 });
    expect(overlayPressed(help, "ctrl-p", 3)?.action).toEqual({ type: "type", text: "" });
  });

  it("finds a command by its words, best first, before all one that begins so", () => {
    expect(Object.keys(meant("sav", inRun))[0]).toBe("save NAME");
    expect(Object.keys(meant("thresh", inRun))).toEqual([
      ...["scrub", "topics [images]", "pictures WORDS", "gallery [SQL]", "save NAME", "where SQL", "models"],
    ]);
    expect(matching(appKeys(true), "command").map(({ keys: [first] }) => first)).toEqual([":"]);
    expect(matching(appKeys(true), " ")).toHaveLength(5);
    expect(matching(appKeys(true), "evreything")).toMatchObject([
      { keys: ["."], help: "did you mean this? hide everything at once" },
    ]);
    expect(matching(appKeys(true), "evreything zzzz")).toEqual([]);
    expect(menuLine({ ...palette, cursor: 1 }, appKeys(true))).toBe("2 of 5 · :: find and run any command");
    expect(menuLine(palette, [])).toBeNull();
    expect(menuLine({ kind: "panic" }, appKeys(true))).toBeNull();
    expect(meant("zzzz", inRun)).toEqual({});
    // Slips are forgiven: what was meant is offered.
    const [slipped] = commandsFor("agremeent", inRun);
    expect([slipped?.keys[0], slipped?.help]).toEqual([
      "agreement",
      "did you mean this? how far reviewers agree",
    ]);
    expect(meant("calibrate --filter nsfw-image", inRun)).toEqual({
      "calibrate [--filter ID]": go("told", {
        words: ["calibrate", "r", "--filter", "nsfw-image"],
        folder: "r",
      }),
    });
  });
});

it("reopens what was refused later only where nobody went on or opened something else", () => {
  const asked: Overlay = { kind: "question", label: "where", secret: false, text: "nonsense" };
  const state = appStart({ screen: "explore", folder: "runs/r" });
  const { routes, generation } = state;
  const again = { type: "reopen", overlay: asked, routes, generation } as const;
  expect(app(state, again).overlay).toEqual(asked);
  const said = app(state, { type: "say", text: "refused", kind: "warning" });
  expect(app(said, again)).toEqual({ ...said, overlay: asked });
  expect(app(app(state, { type: "open", overlay: palette }), again).overlay).toEqual(palette);
  expect(app(app(state, { type: "back" }), again).overlay).toBeNull();
  expect(app(app(state, { type: "refresh" }), again).overlay).toBeNull();
});
