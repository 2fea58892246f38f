import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { folderOf, picture, tarOf } from "../support/written.ts";
import { zipOf } from "../support/zipped.ts";

const folder = scratchFolder();

/** Lines of the check of a fresh card of an audit, by the files that its documents are of. */
async function checked(data: string, name: string) {
  const run = folder(name);
  const audited = await sluice("audit", data, "--filters", "text-basics", "--out", run, "--quiet");
  expect(audited.code, audited.stderr).toBe(0);
  for (const words of [
    ["init", run],
    ["render", run],
  ]) {
    const { code, stderr } = await sluice("card", ...words);
    expect(code, stderr).toBe(0);
  }
  const { stdout } = await sluice("card", "check", run, "--json");
  const { lacks, notes } = JSON.parse(stdout);
  const croissant = JSON.parse(readFileSync(join(run, "cards/croissant.json"), "utf8"));
  const unloadable = lacks.filter(({ kind }: { readonly kind: string }) => kind === "unloadable");
  return { unloadable, notes, sets: croissant.recordSet.map((set: { "@id": string }) => set["@id"]) };
}

it("describes tars with members of the same names one by one, as their run found", async () => {
  const tar = async (n: number) =>
    tarOf([
      ["0.jpg", await picture(n)],
      ["0.txt", `picture number ${n}`],
    ]);
  const data = folderOf({ "a.tar": await tar(1), "b.tar": await tar(2) });
  expect(await checked(data, "apart")).toEqual({
    unloadable: [],
    notes: [],
    sets: ["texts-0", "pairs-0", "texts-1", "pairs-1"],
  });
});

it("describes pairs of zips that are one folder", async () => {
  const data = folderOf({
    "images.zip": zipOf([
      ["images/0.jpg", await picture(0)],
      ["images/1.jpg", await picture(1)],
    ]),
    "captions.zip": zipOf([
      ["captions/0.txt", "picture number 0"],
      ["captions/1.txt", "picture number 1"],
    ]),
  });
  expect(await checked(data, "zips")).toEqual({ unloadable: [], notes: [], sets: ["texts", "pairs"] });
});
