import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { keyTables } from "../../../../src/keys/key-tables.ts";
import { keyNames, ownKeysOf, withOwnKeys } from "../../../../src/keys/own-keys.ts";
import { personalFile, withPersonal } from "../../../../src/process/personal.ts";
import { commandsFor } from "../../../../src/screens/app/commands.ts";
import { exploreKeys } from "../../../../src/screens/explore/keys.ts";
import { exploreStart } from "../../../../src/screens/explore/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import { meanings } from "../../../support/keys.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const table = exploreKeys(exploreStart(), "r");
const named = (text: string) => meanings(withOwnKeys("explore", table, ownKeysOf(text)));

describe("keys of a person's own", () => {
  it("stand first where they do something; the key that a command comes with goes on", () => {
    expect(named("explore.space=X")).toMatchObject({ "X space": { type: "mark" }, x: { type: "clear" } });
    expect(named("review.k=y")).toEqual(meanings(table));
  });

  it("are named in sentences, on the screen where they are pressed; all others by their own names", () => {
    const sentence = `${theKey("enter")} explains, ${theKey("i")} shows; ${theKey("q")} leaves, then ${theKey("a", "run")} goes on`;
    const said = (text: string, screen = "explore") => keyNames(ownKeysOf(text), screen)(sentence);
    expect(said("")).toBe("⏎ explains, i shows; q leaves, then a goes on");
    expect(said("explore.i=Y run.a=A everywhere.q=ctrl-x review.k=y")).toBe(
      "⏎ explains, Y shows; ^x leaves, then A goes on",
    );
    // Another way to say the same is named where the first was handed on, or where somebody chose it.
    expect(keyNames(ownKeysOf("explore.down=n explore.n=N"), "explore")(theKey("j"))).toBe("n");
    expect(keyNames(ownKeysOf("explore.i=Y"), "explore")("i {a}")).toBe("i {a}");
  });

  it("may change places: what another command gives up is free", () => {
    expect(named("explore.s=x explore.x=s")).toMatchObject({ x: { type: "sort" }, s: { type: "clear" } });
    expect(named("explore.j=n explore.n=N")).toMatchObject({
      "n j down": { type: "move" },
      N: { type: "twins" },
    });
  });

  it.each([
    ["explore.space=x", 'x is "clear filters and order" there; give that one another key'],
    ["explore.space=?", '? is "find and run any key of this screen" there'],
    ["everywhere.?=j", 'j is "next" there'],
    ["explore.s=X explore.x=X", 'X is "clear filters and order" there'],
    ["explore.s=X explore.s=Y", "explore.s is given twice"],
    ["exlpore.s=X", 'there is no screen exlpore; write "explore"'],
    ["explore.ö=X", "explore has no key ö"],
    ["explore.s=F13", "F13 is no key"],
    ["explore.s", "wanted SCREEN.KEY=OWN"],
    ["scrub.==h", 'h is "lower the cut" there'],
  ])("are refused in one line: %s", (text, why) => {
    expect(() => ownKeysOf(text)).toThrow(why);
    expect(() => ownKeysOf(text)).toThrow(/^Cannot use key "[^\n]+$/u);
  });

  it("are written below their screens in the settings file, or as a variable has them", async () => {
    const env = { XDG_CONFIG_HOME: scratchFolder()("config") };
    mkdirSync(dirname(personalFile(env)), { recursive: true });
    const said = async (yaml: string) => {
      writeFileSync(personalFile(env), yaml);
      return (await withPersonal(env))["SLUICE_KEYS"];
    };
    expect(await said("keys:\n  explore: { space: X, s: 1 }\n  review: { k: y }\n")).toBe(
      "explore.space=X explore.s=1 review.k=y",
    );
    expect(await said("keys: [explore.space=X, review.k=y]\n")).toBe("explore.space=X review.k=y");
    expect(await said("keys: explore.space=X\n")).toBe("explore.space=X");
    const nested = await said("keys: { explore: X }\n");
    expect(() => ownKeysOf(nested ?? "")).toThrow("wanted SCREEN.KEY=OWN");
  });
});

it("every screen has its table, and no key stands twice in one of its states", () => {
  const screens = new Set(keyTables.map(({ screen }) => screen));
  const place = { folder: "r", runsFolder: "runs" };
  for (const { action } of commandsFor("", place))
    if (action.type === "go") expect(screens).toContain(action.route.screen);
  for (const { states } of keyTables) for (const state of states) expect(() => meanings(state)).not.toThrow();
});
