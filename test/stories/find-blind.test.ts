import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { picture, tarOf } from "../support/written.ts";

const folder = scratchFolder();
const [source, run, judged, me] = [folder("source"), folder("run"), folder("judged"), folder("me.jpg")];
const url = "https://example.org/me.jpg";
const words = "Margaret Somebody at her desk";

beforeAll(async () => {
  mkdirSync(source);
  const members = [
    ["0.jpg", await picture(0)],
    ["0.second.jpg", await picture(9)],
    ["0.txt", "a red barn"],
    ["0.json", JSON.stringify({ url: "https://example.org/0.jpg", title: words, page: url })],
    ["1.jpg", await picture(1)],
    ["1.txt", 'two "dogs" – ünd\ta boat'],
  ] as const;
  writeFileSync(join(source, "00000.tar"), await tarOf(members));
  writeFileSync(me, await picture(9));
  const flags = ["--workers", "1", "--quiet", "--out"];
  await sluice("audit", source, "--filters", "image-basics,text-basics", ...flags, run);
  await sluice("audit", source, "--filters", "image-basics,text-basics,nsfw-image", ...flags, judged);
});

async function blindOf(at: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await sluice("find", at, "--json", ...flags);
  const { pairs, blind } = JSON.parse(stdout);
  expect(pairs).toEqual([]);
  return blind;
}

it("never says a bare no where a run keeps but one picture, address and caption of a pair", async () => {
  expect(await blindOf(run, "--image", me)).toContain(
    "2 of 2 pairs may hold further pictures: the run keeps the hash of the first",
  );
  for (const flags of [
    ["--url", url],
    ["--domain", "nowhere.example.org"],
  ])
    expect(await blindOf(run, ...flags)).toEqual([
      "1 of 2 pairs have no URL that the run keeps",
      "1 of 2 pairs may hold further addresses: the run keeps the one of their picture",
    ]);
  expect(await blindOf(run, "--text", words)).toEqual([
    "2 of 2 pairs may hold further captions: the run keeps the first",
    "1 of 2 pairs have texts beside their captions, of which the run keeps none",
  ]);
  expect((await sluice("find", run, "--url", url)).stdout).toContain("not found in what was looked at");
});

it("counts those alone that were not measured as one picture", async () => {
  expect(await blindOf(judged, "--image", me)).toContain(
    "1 of 2 pairs may hold further pictures: the run keeps the hash of the first",
  );
});
