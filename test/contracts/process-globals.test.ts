import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";
import { root } from "../support/cli.ts";

/** Files that may touch what belongs to the whole process, and why. */
const openings: Readonly<Record<string, string>> = {
  "src/cli/this-process.ts": "makes this process the world of a command line",
  "src/process/hold.ts": "asks whether another process still writes",
  "src/process/forked.ts": "processes see the environment that this one sees",
  "src/process/interruptible.ts":
    "ends the process as a signal does, where native code would hold an exit up",
  "src/process/loading-line.ts": "knows whether the program's first line stands on the terminal",
  "src/process/outlive-nobody.ts": "a worker ends with the process that started it, whatever it is at",
  "src/process/own-command.ts": "runs another command of the program as this one was run",
  "src/process/parent.ts": "a worker ends with the process that started it",
  "src/process/start-worker.ts": "threads say where an error comes from, where this process is asked to",
  "src/process/terminal-gone.ts": "ends the process as the signal does that says so",
  "src/run/own-folder.ts": "takes away what this process put down for a while, however it ends",
  "src/tui/open-interface.ts": "Ink asks the process whether a person looks",
  "src/tui/terminal.ts": "gives the terminal back however the process ends",
};

const touches = /\bprocess\.(?:std(?:in|out|err)|env|exit(?:Code)?|argv|on|once|kill)\b|\bconsole\./gu;

/** What of the process a source names, comments aside. */
const globalsIn = (source: string) => [
  ...new Set(source.replace(/^\s*(?:\/?\*|\/\/).*$/gmu, "").match(touches) ?? []),
];

it("a command line touches the process it runs in through a few files only", () => {
  const files = globSync("src/**/*.{ts,tsx}", { cwd: root }).sort();
  expect(files.length).toBeGreaterThan(300);
  const touching = files.filter((file) => globalsIn(readFileSync(join(root, file), "utf8")).length > 0);
  expect(touching).toEqual(Object.keys(openings).sort());
});

it("the rule can fail", () => {
  expect(globalsIn('process.stdout.write("x"); // process.exit\nif (process.env["CI"]) {}')).toEqual([
    "process.stdout",
    "process.exit",
    "process.env",
  ]);
  expect(globalsIn("/** process.exit */\nprocess.cwd();")).toEqual([]);
});
