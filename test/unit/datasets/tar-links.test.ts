import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { readMembers } from "../../../datasets/formats/tar-members.ts";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, picture, readTar } from "../../support/written.ts";

const never = new AbortController().signal;

type Entry = readonly [name: string, content: string | Uint8Array | { readonly to: string }];

/** A tar in which some members are hard links. */
async function linkedTar(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of entries)
    if (typeof content === "object" && "to" in content)
      tar.entry({ name, type: "link", linkname: content.to });
    else tar.entry({ name }, Buffer.from(content));
  tar.finalize();
  return buffer(tar);
}

/** The members of a tar by their names: the length of each, or why there is none. */
async function membersOf(bytes: Uint8Array) {
  const path = join(folderOf({ "00000.tar": bytes }), "00000.tar");
  const found: [string, number | string][] = [];
  for await (const member of readMembers(path, never))
    if ("broken" in member) found.push(["", member.broken]);
    else found.push([member.name, "bytes" in member ? member.bytes.length : member.problem]);
  return found;
}

const packings = [
  ["plain", (bytes: Buffer) => bytes],
  ["packed", (bytes: Buffer) => gzipSync(bytes)],
] as const;

describe.each(packings)("a hard link in a tar, %s", (_, packed) => {
  it("is the bytes of the file before it, of the same pair or another, or of another link", async () => {
    const [one, two] = [await picture(1), await picture(2)];
    const tar = await linkedTar([
      ["./a.jpg", one],
      ["./a.txt", "one"],
      ["./b.jpg", two],
      ["./b.txt", { to: "./a.txt" }],
      ["./c.jpg", { to: "a.jpg" }],
      ["./c.txt", "three"],
      ["./d.jpg", { to: "./c.jpg" }],
      [`./${"long/".repeat(40)}e.jpg`, { to: "./b.jpg" }],
      ["./e.txt", { to: `./${"long/".repeat(40)}e.jpg` }],
    ]);
    const { pairs, troubles } = await readTar(packed(tar));
    expect(troubles).toEqual([]);
    expect(pairs.slice(0, 4).map(({ caption, error }) => [caption, error])).toEqual([
      ["one", undefined],
      ["one", undefined],
      ["three", undefined],
      [undefined, undefined],
    ]);
    const images = await Promise.all(pairs.slice(0, 5).map(({ image }) => image?.()));
    expect(images.map((image) => image && Buffer.from(image).equals(one))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(Buffer.from(images[4] ?? []).equals(two)).toBe(true);
  });

  it("to what is outside, behind it, itself, or no file is a row's error that names it", async () => {
    const tar = await linkedTar([
      ["a.jpg", { to: "../a.jpg" }],
      ["b.jpg", { to: "/etc/hostname" }],
      ["c.jpg", { to: "later.jpg" }],
      ["d.jpg", { to: "d.jpg" }],
      ["later.jpg", await picture(1)],
    ]);
    const { pairs } = await readTar(packed(tar));
    expect(pairs.map(({ error }) => error?.replace(/^.*got a hard/u, "hard"))).toEqual([
      'hard link to "../a.jpg", which leads out of the archive',
      'hard link to "/etc/hostname", which leads out of the archive',
      'hard link to "later.jpg", which is no readable file before it in the archive',
      'hard link to "d.jpg", which is no readable file before it in the archive',
      undefined,
    ]);
  });

  it("never gives the bytes of a later file of that name for those of the one that it was", async () => {
    const tar = await linkedTar([
      ["a.txt", "old"],
      ["b.txt", { to: "a.txt" }],
      ["a.txt", { to: "a.txt" }],
      ["c.txt", { to: "b.txt" }],
      ["a.txt", "newer"],
      ["d.txt", { to: "a.txt" }],
      ["e.txt", { to: "b.txt" }],
    ]);
    const lengths = (await membersOf(packed(tar))).map(([, length]) => length);
    expect(lengths.slice(0, 6)).toEqual([3, 3, 3, 3, 5, 5]);
    expect(lengths[6]).toMatch(/got a hard link to "b.txt", which is no readable file/u);
  });

  it("that a cut leaves is still read", async () => {
    const tar = await linkedTar([
      ["a.txt", "x".repeat(700)],
      ["b.txt", { to: "a.txt" }],
      ["c.txt", "y"],
    ]);
    expect((await membersOf(packed(tar.subarray(0, 2048)))).slice(0, 2)).toEqual([
      ["a.txt", 700],
      ["b.txt", 700],
    ]);
  });
});

it("follows far links of a plain tar, and names those whose file a packed one no longer holds", async () => {
  const far = Array.from({ length: 9 }, (_, n): Entry => [`${n}.bin`, Buffer.alloc(4 * 2 ** 20, n)]);
  const tar = await linkedTar([["a.jpg", "first"], ...far, ["z.jpg", { to: "a.jpg" }]]);
  expect((await membersOf(tar)).at(-1)).toEqual(["z.jpg", 5]);
  expect((await membersOf(gzipSync(tar, { level: 1 }))).at(-1)?.[1]).toMatch(
    /got a hard link to "a.jpg", which is not among the last files before it; unpack the archive/u,
  );
});

it("ends links that stand for far more than the archive holds", async () => {
  const big = Buffer.alloc(4 * 2 ** 20);
  const links = Array.from({ length: 300 }, (_, n): Entry => [`${n}.jpg`, { to: "a.jpg" }]);
  const path = join(folderOf({}), "00000.tar");
  writeFileSync(path, gzipSync(await linkedTar([["a.jpg", big], ...links]), { level: 1 }));
  let [read, refused] = [0, ""];
  for await (const member of readMembers(path, never))
    if ("bytes" in member) read++;
    else if ("problem" in member) refused ||= member.problem;
  expect(read).toBeGreaterThan(250);
  expect(read).toBeLessThan(270);
  expect(refused).toMatch(/links of this archive stand for too much already$/u);
});

it("reads links behind a file that was stored without its holes", async () => {
  const sparse = gunzipSync(readFileSync("test/fixtures/datasets/sparse/gnu.tar.gz"));
  const more = await linkedTar([
    ["x.txt", "behind"],
    ["y.txt", { to: "x.txt" }],
  ]);
  // One tar behind the other, the end mark of the first taken off.
  let end = sparse.length;
  while (sparse.subarray(end - 512, end).every((byte) => byte === 0)) end -= 512;
  const { pairs } = await readAll(
    await openDataset(
      join(folderOf({ "00000.tar": Buffer.concat([sparse.subarray(0, end), more]) }), "00000.tar"),
    ),
  );
  expect(pairs.slice(-2).map(({ caption, error }) => [caption, error])).toEqual([
    ["behind", undefined],
    ["behind", undefined],
  ]);
});
