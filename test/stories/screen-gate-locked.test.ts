import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sluiceIn } from "../support/cli.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const secret = "open sesame 7";
let cwd = "";
let env: NodeJS.ProcessEnv = {};
let terminal: Terminal;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-locked-"));
  env = { XDG_STATE_HOME: join(cwd, "state"), XDG_CONFIG_HOME: join(cwd, "config") };
  await writeFile(join(cwd, "pass"), `${secret}\n`);
  const unlocked = ["--passphrase-file", join(cwd, "pass")];
  const made = ["--as", "cy", "--origin", "test.example/gate", ...unlocked];
  for (const words of [
    ["keygen", ...unlocked],
    ["init", ...made],
  ]) {
    const { code, stderr } = await sluiceIn({ cwd, env }, "gate", ...words);
    expect(code, stderr).toBe(0);
  }
});
afterEach(() => terminal?.close());
afterAll(() => rm(cwd, { recursive: true, force: true, maxRetries: 20 }));

describe("a key that a passphrase locks", () => {
  it("is opened on the way to the gate's screen: asked for unseen, and again where it was wrong", async () => {
    terminal = openTerminal(["gate", "open"], { cwd, env });
    await terminal.until(/passphrase of default\.key:/u);
    await terminal.press("escape");
    await terminal.until(/locked\s+by\s+a\s+passphrase/u);
    await terminal.press("enter");
    await terminal.until(/passphrase of default\.key:/u);
    await terminal.press("open", "enter");
    await terminal.until(/passphrase\s+is\s+wrong/u);
    await terminal.press("enter");
    await terminal.until(/passphrase of default\.key:/u);
    await terminal.press(secret);
    await terminal.until(/default\.key: •{13}/u);
    await terminal.press("enter");
    await terminal.until(/you: steward/u);
    expect(terminal.written()).not.toContain("sesame");
    // Asked once: what was unlocked stays so until the interface is left.
    await terminal.press("escape");
    await terminal.until(/Start here/u);
    await terminal.press(":", "gate", "enter");
    await terminal.until(/you: steward/u);
    await terminal.press("Q");
    expect(await terminal.ended).toBe(0);
  });

  it("is not asked for where a file says it", async () => {
    terminal = openTerminal(["gate", "open", "--passphrase-file", "pass"], { cwd, env });
    await terminal.until(/you: steward/u);
    expect(terminal.written()).not.toMatch(/passphrase of/u);
  });

  it("is asked for by commands at a terminal, unseen", async () => {
    terminal = openTerminal(["gate", "checkpoint"], { cwd, env });
    await terminal.until(/Passphrase of .*default\.key/u);
    await terminal.press(secret, "enter");
    await terminal.until(/test\.example\/gate/u);
    expect(await terminal.ended).toBe(0);
    expect(terminal.written()).not.toContain("sesame");
  });

  it("ends a command in one line when the question is broken off, and where there is no terminal", async () => {
    terminal = openTerminal(["gate", "checkpoint"], { cwd, env });
    await terminal.until(/Passphrase of .*default\.key/u);
    await terminal.press("ctrl-c");
    expect(await terminal.ended).toBe(2);
    expect(terminal.screen()).toMatch(/Cannot go on without the passphrase/u);
    const { code, stderr } = await sluiceIn({ cwd, env }, "gate", "checkpoint");
    expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toMatch(/locked by a passphrase/u);
  });
});
