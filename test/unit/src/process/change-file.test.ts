import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changeFile } from "../../../../src/process/change-file.ts";
import { writeNew, writeWhole } from "../../../../src/process/files.ts";

const folder = () => mkdtempSync(join(tmpdir(), "sluice-change-"));

describe("a file that several change", () => {
  it("keeps every change, however many come at once", async () => {
    const path = join(folder(), "count.json");
    const numbers = Array.from({ length: 40 }, (_, i) => i);
    const add = (n: number) =>
      changeFile(path, (old) => JSON.stringify([...(JSON.parse(old ?? "[]") as number[]), n]));
    await Promise.all(numbers.map(add));
    const kept = JSON.parse(readFileSync(path, "utf8")) as number[];
    expect(kept.sort((a, b) => a - b)).toEqual(numbers);
  });

  it("is read again where one who takes no turns wrote meanwhile", async () => {
    const path = join(folder(), "notes.txt");
    let calls = 0;
    await changeFile(path, (old) => {
      if (calls++ === 0) writeFileSync(path, "by hand\n");
      return `${old ?? ""}by change\n`;
    });
    expect(readFileSync(path, "utf8")).toBe("by hand\nby change\n");
  });

  it("is given up where it never stands still, and stays", async () => {
    const path = join(folder(), "restless.txt");
    let calls = 0;
    const change = changeFile(path, () => {
      writeFileSync(path, `${calls++}`);
      return "mine";
    });
    await expect(change).rejects.toThrow("it changed meanwhile, again and again");
    expect(readFileSync(path, "utf8")).toBe(`${calls - 1}`);
    expect(readdirSync(join(path, ".."))).toEqual(["restless.txt"]);
  });

  it("stays where the change fails", async () => {
    const path = join(folder(), "kept.txt");
    writeFileSync(path, "old");
    const change = changeFile(path, () => {
      throw new Error("no");
    });
    await expect(change).rejects.toThrow("no");
    expect(readdirSync(join(path, ".."))).toEqual(["kept.txt"]);
  });
});

describe("a new file", () => {
  it("takes its name from nobody", async () => {
    const path = join(folder(), "one.txt");
    const made = await Promise.all(["a", "b", "c", "d"].map((text) => writeNew(path, text)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(readdirSync(join(path, ".."))).toEqual(["one.txt"]);
  });

  it("written over by several at once is one of them, whole", async () => {
    const path = join(folder(), "one.txt");
    const texts = ["a", "b", "c"].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeWhole(path, text)));
    expect(texts).toContain(readFileSync(path, "utf8"));
    expect(readdirSync(join(path, ".."))).toEqual(["one.txt"]);
  });
});
