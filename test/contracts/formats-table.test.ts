import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { formatsPage, formatsPath } from "../../docs/make-formats.ts";

it("docs/formats.md has every dialect and its containers as the registry has them (npm run docs:formats)", () => {
  const page = readFileSync(formatsPath, "utf8");
  expect(page).toBe(formatsPage(page));
  expect(page).toMatch(/\| `llava` \|.*✓/u);
});
