import { afterEach, beforeAll, expect, it } from "vitest";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

const open = (env: NodeJS.ProcessEnv = {}) => {
  terminal = openTerminal(["explore", "run"], { cwd: folder("."), env });
  return terminal;
};

it("moves by the wheel where a person asked for the mouse, and leaves the mouse to the terminal else", async () => {
  const plain = open();
  await plain.until(/1\/75/u);
  expect(plain.written()).not.toContain("?1000h");
  await plain.close();
  const screen = open({ SLUICE_MOUSE: "on" });
  await screen.until(/1\/75/u);
  await screen.settled();
  screen.send("\u001B[<65;10;5M\u001B[<65;10;5M");
  await screen.until(/3\/75/u);
  screen.send("\u001B[<64;10;5M");
  await screen.until(/2\/75/u);
  await screen.press("Q");
  await screen.ended;
  expect(screen.written()).toContain("\u001B[?1000l");
});
