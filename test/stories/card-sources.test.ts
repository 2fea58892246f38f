import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { folderOf, picture } from "../support/written.ts";

const run = scratchFolder()("run");

it("a run of two places says what each adds, and loads both by its documents", async () => {
  const row = (n: number, license: string) =>
    `${JSON.stringify({ file_name: `${n}.jpg`, text: `picture ${n}`, license })}\n`;
  const home = folderOf({
    "a/first.jsonl": row(0, "CC0-1.0") + row(1, "CC0-1.0") + row(2, "MIT"),
    "a/0.jpg": await picture(0),
    "a/1.jpg": await picture(1),
    "a/2.jpg": await picture(2),
    "b/second.jsonl": row(2, "CC-BY-4.0"),
    "b/2.jpg": await picture(2),
  });
  const places = [join(home, "a"), join(home, "b")];
  const audited = await sluice(
    "audit",
    ...places,
    "--out",
    run,
    "--filters",
    "image-basics,text-basics",
    "--quiet",
  );
  expect(audited.code, audited.stderr).toBe(0);
  expect((await sluice("card", "init", run)).code).toBe(0);
  const { facts } = parse(readFileSync(join(run, "cards/card.yaml"), "utf8"));
  expect(facts.sources.result).toEqual([
    {
      source: places[0],
      pairs: 3,
      share: 0.75,
      images_also_elsewhere: 1,
      captions_also_elsewhere: 1,
      licences: "CC0-1.0 (2), MIT (1)",
    },
    {
      source: places[1],
      pairs: 1,
      share: 0.25,
      images_also_elsewhere: 1,
      captions_also_elsewhere: 1,
      licences: "CC-BY-4.0 (1)",
    },
  ]);
  expect((await sluice("card", "render", run)).code).toBe(0);
  const croissant = JSON.parse(readFileSync(join(run, "cards/croissant.json"), "utf8"));
  expect(croissant.distribution.map((one: { "@id": string }) => one["@id"])).toEqual(
    expect.arrayContaining(["a/first.jsonl", "b/second.jsonl"]),
  );
  const { stdout } = await sluice("card", "check", run, "--json");
  const { lacks, notes } = JSON.parse(stdout) as { lacks: { kind: string }[]; notes: string[] };
  expect(lacks.filter(({ kind }) => kind !== "missing")).toEqual([]);
  expect(notes).toEqual([]);
});
