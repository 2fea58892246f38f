import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { curated } from "../support/curated.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";
import { folderOf, picture, tarOf } from "../support/written.ts";

const folder = scratchFolder();

const keysOf = async (source: string) => (await pairsOf(source)).map(({ key }) => key);

async function recall(to: string, key = "") {
  const list = folder("keys");
  writeFileSync(list, `${key}\n`);
  const { stdout, stderr } = await sluice("recall", to, "--keys", list, "--json");
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

it("leaves a caption that another picture has too, and takes it away with the last of them", async () => {
  const files = { "a.jpg": await picture(1), "a.png": await picture(2), "a.txt": "a red barn" };
  const others = { "b.jpg": await picture(3), "b.txt": "two dogs" };
  const source = folderOf({ ...files, ...others });
  const [first, second] = await keysOf(source);
  const { to } = await curated(source, "--include-unreviewed");
  const pictures = () =>
    readdirSync(to)
      .filter((name) => /^[ab]\./u.test(name))
      .sort();
  expect(pictures()).toEqual(["a.jpg", "a.png", "a.txt", "b.jpg", "b.txt"]);
  expect(await recall(to, first)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  expect(pictures()).toEqual(["a.png", "a.txt", "b.jpg", "b.txt"]);
  expect(await recall(to, second)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  expect(pictures()).toEqual(["b.jpg", "b.txt"]);
});

it("leaves a picture that a row of another table names too, and takes it away with the last of them", async () => {
  const table = (...rows: readonly (readonly [number, string])[]) =>
    rows.map(([n, text]) => `${JSON.stringify({ image: `img/${n}.jpg`, text })}\n`).join("");
  const source = folderOf({
    "a.jsonl": table([1, "a red barn"], [2, "two dogs"]),
    "b.jsonl": table([1, "a barn at noon"], [3, "a wooden boat"]),
    "img/1.jpg": await picture(1),
    "img/2.jpg": await picture(2),
    "img/3.jpg": await picture(3),
  });
  const { to } = await curated(source, "--include-unreviewed");
  const [first, , third] = await keysOf(source);
  const lines = (name: string) => readFileSync(join(to, name), "utf8").trim().split("\n").length;
  const picked = join(to, "img/1.jpg");
  expect(await recall(to, first)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  expect([lines("a.jsonl"), lines("b.jsonl"), existsSync(picked)]).toEqual([1, 2, true]);
  expect(await recall(to, third)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  expect([lines("b.jsonl"), existsSync(picked)]).toEqual([1, false]);
});

it("takes out what only the source says to be on a list", async () => {
  const url = "https://example.org/an%20old%20bridge%20in%20the%20morning%20light.jpg";
  const members = [0, 1].map(async (i) => [
    [`${i}.jpg`, await picture(i)] as const,
    [`${i}.txt`, "an old bridge"] as const,
    [
      `${i}.json`,
      JSON.stringify({ url: `https://example.org/${i}.jpg`, ...(i === 0 && { title: url }) }),
    ] as const,
  ]);
  const source = folderOf({ "00000.tar": await tarOf((await Promise.all(members)).flat()) });
  const { to } = await curated(source, "--include-unreviewed");
  expect(readFileSync(join(to, "00000.tar"), "latin1")).not.toContain("bridge%20in");
  const list = folder("urls");
  writeFileSync(list, `${url}\n`);
  const { stdout } = await sluice("recall", to, "--hashes", list, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  expect((await pairsOf(to)).map(({ key }) => key)).toEqual(["00000/1"]);
});
