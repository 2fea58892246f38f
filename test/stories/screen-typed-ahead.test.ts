import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { slowed } from "../support/slowed.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const cwd = folder(".");
const env = { XDG_STATE_HOME: folder("state"), XDG_CONFIG_HOME: folder("config"), SLUICE_REVIEWER: "ann" };
let terminal: Terminal | undefined;
let atOnce: () => void = () => {};

beforeAll(async () => {
  await auditedSample(folder("run"));
  mkdirSync(folder("empty"));
  const { code } = await sluiceIn({ cwd, env }, "generate", "a blue heart", "--n", "1", "--quiet");
  expect(code).toBe(0);
}, 600_000);
afterEach(async () => {
  atOnce();
  await terminal?.close();
});

/** Everything that keys could have decided, written or revealed: labels, answers, policies, datasets, runs, the gate's record. */
function written(): string {
  const files = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((name) =>
    /policies\/|policy\.json$|^curated|^runs\/|views\//u.test(name),
  );
  const linesOf = (name: string, wanted: RegExp) => {
    const text = existsSync(join(cwd, name)) ? readFileSync(join(cwd, name), "utf8") : "";
    return text.split("\n").flatMap((line) => wanted.exec(line)?.[0] ?? []);
  };
  return [
    ...files.sort(),
    ...linesOf("run/labels/ann.jsonl", /"type":"(?:verdict|exposure)"/u),
    ...linesOf("run/cards/card.yaml", /author: .*/u),
    ...linesOf("state/sluice/gate/ledger.jsonl", /"type":"[a-z-]+"/u),
  ].join("\n");
}

/** What is opened by which line of the palette, what is typed with it, and what is on screen all the same. */
const screens: readonly (readonly [name: string, opened: string, keys: string, there: RegExp])[] = [
  ["review", "review", "kdq", /ann · 0\//u],
  ["the gallery", "gallery", "5akq", /0 marked · 0 judged · 1\//u],
  ["the thresholds", "scrub", "jlSq", /fires on/u],
  ["curate", "curate", "\rq", /as it is/u],
  ["the card", "card", "jaq", /── \w+: /u],
  ["the map of a dataset", "map sample", "j\rq", /sluice › .*map/u],
  ["home", "home", "j\rQ", /sluice › home/u],
  ["the gate", "gate", "jcq", /sluice › gate/u],
  ["topics", "topics", "jq", /sluice › .*topics/u],
  ["a run", "open run", "jq", /sluice › run/u],
];

it.each(screens)(
  "drops what was typed for %s before that was drawn, on a busy machine, writes nothing, and says so",
  async (_, opened, keys, there) => {
    terminal = openTerminal(["explore", "run"], { cwd, env });
    await terminal.until(/1\/75/u);
    const before = written();
    await terminal.press(":");
    await terminal.press(opened);
    atOnce = slowed(terminal.pid);
    terminal.send(`\r${keys}`);
    const more = keys.length > 1 ? `, with ${keys.length - 1} more` : "";
    await terminal.until(new RegExp(`was typed before its \\w+ was drawn: dropped${more}`, "u"));
    atOnce();
    await terminal.until(there);
    await terminal.settled();
    expect(written()).toBe(before);
  },
);

it("opens, judges and releases no sealed image by keys from before it was drawn", async () => {
  terminal = openTerminal([], { cwd, env });
  await terminal.until(/Go on|Open a run|Nobody has|Start here/u);
  await terminal.press(":", "gate", "enter");
  await terminal.until(/quarantine|sealed/u);
  await terminal.settled();
  const before = written();
  atOnce = slowed(terminal.pid);
  terminal.send("\r+++p");
  await terminal.until(/\+ was typed before its (?:image|screen) was drawn: dropped, with 3 more/u);
  atOnce();
  await terminal.until(/sealed; space opens it/u);
  await terminal.settled();
  expect(written()).toBe(before);
});

it("hears nothing of what was typed while the program started but ctrl-c", async () => {
  terminal = openTerminal(["explore", "run"], { cwd, env });
  terminal.send("jjQ");
  await terminal.until(/j was typed before its screen was drawn: dropped, with 2 more/u);
  await terminal.until(/ 1\/75/u);
  await terminal.close();
  terminal = openTerminal(["explore", "run"], { cwd, env });
  terminal.send("jj\u0003");
  await terminal.ended;
  expect(terminal.alternate()).toBe(false);
});
