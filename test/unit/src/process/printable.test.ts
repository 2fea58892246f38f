import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { printableLines } from "../../../../src/process/printable.ts";
import { scratchFolder } from "../../../support/run-files.ts";

it("keeps lines and tabs, and nothing else that a terminal obeys", () => {
  expect(printableLines("a\tb\n\u001B[31mc\r\u009Bd\u202Ee\n")).toBe("a\tb\n·[31mc··d·e\n");
});

it("lets nothing that a file is called speak to the terminal, whatever the command", async () => {
  const run = scratchFolder()("\u001B]0;x\u0007");
  mkdirSync(run, { recursive: true });
  writeFileSync(
    join(run, "run.json"),
    JSON.stringify({ schema: "sluice.run/1", inputs: { uri: "x", filters: [], shards: [] } }),
  );
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const world = { env: {}, signal: new AbortController().signal, now: () => new Date(0), print, say: print };
  // A terminal's stream is asked only whether it is there.
  const terminal = { stdout: { columns: 80 } as NodeJS.WriteStream };
  expect(await main(["submit", "ray", run, "--workers", "1"], { ...world, terminal })).toBe(0);
  expect(lines.join("\n")).toMatch(/·\]0;x·\/submit\/ray_driver\.py\nnext: python3 \$'.*\\033\]0;x\\007/u);
  expect(lines.join("\n")).not.toContain("\u001B");
});
