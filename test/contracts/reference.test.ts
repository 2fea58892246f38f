import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandsPage, commandsPath } from "../../docs/make-commands.ts";

it("docs/commands.md names every command and flag as the program knows them (npm run docs:commands)", async () => {
  const page = await commandsPage();
  expect(readFileSync(commandsPath, "utf8")).toBe(page);
  expect(page).toContain("## sluice audit <uris…>");
  expect(page).toContain("`--sample <n>`");
  expect(page).toContain("## sluice gate reveal");
});
