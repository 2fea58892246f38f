import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { attempts } from "../../../attack/registry.ts";
import { attack } from "../../../attack/run.ts";

describe("the scripted attack (npm run attack)", () => {
  it("knows every attempt that there is", () => {
    const files = readdirSync(join(import.meta.dirname, "../../../attack/attempts"));
    expect(files.map((file) => file.replace(/\.ts$/u, "")).sort()).toEqual([...attempts].sort());
  });

  it.each(attempts)("is refused by its check, and by it alone: %s", async (name) => {
    expect(await attack(name)).toMatchObject({ name, problem: null });
  });
});
