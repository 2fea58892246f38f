import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { appendRecords, openAppend } from "../../../../src/process/append.ts";
import { writeSafely } from "../../../../src/process/safe-files.ts";
import { root } from "../../../support/cli.ts";
import { canFill } from "../../../support/full-disk.ts";

const folder = () => mkdtempSync(join(tmpdir(), "sluice-shared-"));

it("appends whole lines, whoever else appends, and closes one that a crash tore", async () => {
  const path = join(folder(), "lines.jsonl");
  appendFileSync(path, '{"n":');
  const files = await Promise.all([openAppend(path), openAppend(path)]);
  const appended = Array.from({ length: 20 }, (_, n) => files[n % 2]?.append({ n }));
  await Promise.all([...appended, appendRecords(path, [{ n: 20 }, { n: 21 }])]);
  for (const file of files) await file.close();
  const [torn, ...lines] = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  expect(torn).toBe('{"n":');
  const kept = lines.map((line) => (JSON.parse(line) as { n: number }).n).sort((a, b) => a - b);
  expect(kept).toEqual(Array.from({ length: 22 }, (_, n) => n));
});

it.skipIf(!canFill)("writes the next line whole where a full disk tore one (needs prlimit)", () => {
  const path = join(folder(), "lines.jsonl");
  execFileSync(process.execPath, ["--import", "tsx", join(root, "test/support/torn-append.ts"), path], {
    cwd: root,
  });
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines).toEqual(['{"n":1}', '{"n"', '{"n":3,"failed":true}', ""]);
});

it("is one of them, whole, where several write a file of the gate at once", async () => {
  const path = join(folder(), "roster.yaml");
  const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(200_000));
  await Promise.all(texts.map((text) => writeSafely(path, text)));
  expect(texts).toContain(readFileSync(path, "utf8"));
  expect(readdirSync(join(path, ".."))).toEqual(["roster.yaml"]);
});
