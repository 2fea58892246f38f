import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openDataset, scratchBy } from "../../../../datasets/index.ts";
import { ownFolder } from "../../../../src/run/own-folder.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { zipOf } from "../../../support/zipped.ts";

const folder = scratchFolder();

it("takes away what killed processes left in the temporary folder, of whatever kind, and nothing else", () => {
  mkdirSync(folder("tmp"));
  // Folders are named as they are, where the machine's temporary one is a link.
  const base = realpathSync(folder("tmp"));
  const mine = ownFolder("data", base);
  expect(statSync(mine).mode & 0o777).toBe(0o700);
  const killed = (kind: string) =>
    mine.replace("sluice-data-", `sluice-${kind}-`).replace(`-${process.pid}-`, "-999999999-");
  const others = join(base, "sluice-notes");
  const outside = folder("outside");
  for (const path of [others, outside, ...["run", "data", "device"].map(killed)]) {
    mkdirSync(path);
    writeFileSync(join(path, "file"), "");
  }
  symlinkSync(outside, `${killed("data")}0`);
  const next = ownFolder("run", base);
  expect(
    readdirSync(base)
      .map((name) => join(base, name))
      .sort(),
  ).toEqual([mine, next, others].sort());
  expect(existsSync(join(outside, "file"))).toBe(true);
});

it("holds what zips are unpacked to", async () => {
  const base = folder("zips");
  mkdirSync(base);
  vi.stubEnv("TMPDIR", base);
  let made = "";
  scratchBy(() => {
    made = ownFolder("data");
    return made;
  });
  const zip = folder("one.zip");
  writeFileSync(zip, zipOf([["captions.csv", "caption,url\na boat,http://example.org/a.jpg\n"]]));
  await openDataset(zip);
  expect(readdirSync(made).map((name) => name.slice(0, 4))).toEqual(["zip-"]);
});
