import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { picture, tarOf } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

async function curated(name: string, content: string | Uint8Array, format: string | null = null) {
  const home = folder(String(made++));
  mkdirSync(dirname(join(home, "source", name)), { recursive: true });
  writeFileSync(join(home, "source", name), content);
  const run = await scoredRun(join(home, "source"), join(home, "run"));
  const to = join(home, "out");
  const { curated: said } = await curateScored(run, { to, format });
  return { to, said };
}

it.each(["parquet", "imagefolder"])(
  "lists a second image that %s has no place for, and is proven",
  async (format) => {
    const { to, said } = await curated(
      "0.tar",
      await tarOf([
        ["a.jpg", await picture(0)],
        ["a.second.jpg", await picture(1)],
        ["a.txt", "picture number 0"],
        ["b.jpg", await picture(2)],
        ["b.txt", "picture number 2"],
      ]),
      format,
    );
    expect(said.stripped).toEqual({ ".second.jpg": 1 });
    expect(await checkFindings(to)).toEqual([]);
  },
);

it("writes no name of a column that is a text which nobody measured", async () => {
  const rows = [0, 1].map((n) => `https://example.org/${n}.jpg,picture number ${n},${n}\n`);
  const { to, said } = await curated("urls.csv", `url,caption,what nobody measured\n${rows.join("")}`);
  expect(said.stripped).toEqual({ "(a name that is no word)": 2 });
  expect(readFileSync(join(to, "urls.csv"), "utf8")).toBe(
    `url,caption\n${rows.map((row) => row.replace(/,\d\n$/u, "\n")).join("")}`,
  );
  expect(await checkFindings(to)).toEqual([]);
});
