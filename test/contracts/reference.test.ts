import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandsPage, commandsPath } from "../../docs/make-commands.ts";
import { keysPage, keysPath } from "../../docs/make-keys.ts";

it("docs/commands.md names every command and flag as the program knows them (npm run docs:commands)", async () => {
  const page = commandsPage();
  expect(readFileSync(commandsPath, "utf8")).toBe(page);
  expect(page).toContain("## sluice audit <uri…>");
  expect(page).toContain("`--sample <n>`");
  expect(page).toContain("## sluice gate reveal");
});

it("docs/keys.md names every key of every screen (npm run docs:keys)", () => {
  const page = keysPage();
  expect(readFileSync(keysPath, "utf8")).toBe(page);
  const tables = readdirSync("src/screens", { recursive: true, encoding: "utf8" }).filter(
    (name) => /\/keys\.ts$/u.test(name) && name !== "kit/keys.ts",
  );
  const named = readFileSync("src/keys/key-tables.ts", "utf8");
  for (const table of tables) expect(named, table).toContain(`../screens/${table}`);
});
