import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { pairsOf } from "../../../support/stored-pairs.ts";
import { picture, tarOf, type Written } from "../../../support/written.ts";

const folder = scratchFolder();
const to = folder("curated");

async function tarred(...numbers: readonly number[]): Promise<Buffer> {
  const members: Written[] = [];
  for (const n of numbers) {
    const record = { similarity: n / 10, width: 8 + n, title: `Title number ${n}` };
    members.push([`${n}.jpg`, await picture(n)], [`${n}.txt`, `picture number ${n}`]);
    members.push([`${n}.json`, JSON.stringify(record)]);
  }
  return tarOf(members);
}

beforeAll(async () => {
  mkdirSync(folder("source"));
  writeFileSync(folder("source/train-00000.tar"), await tarred(0, 1, 2, 3));
  writeFileSync(folder("source/test-00000.tar"), await tarred(4, 5));
  const run = await scoredRun(folder("source"), folder("run"), (key) => key.endsWith("/1"));
  const { curated } = await curateScored(run, { to, format: "webdataset" });
  expect([curated.pairs.written, curated.stripped]).toEqual([5, { title: 5 }]);
});

it("proves what was curated", async () => {
  expect(await checkFindings(to)).toEqual([]);
});

/** A copy of the curated dataset that somebody changed and covered up, digests included. */
async function attacked(name: string, attack: (copy: string) => Promise<unknown> | unknown, signed = true) {
  const copy = folder(name);
  cpSync(to, copy, { recursive: true });
  await attack(copy);
  if (signed) resign(copy);
  return checkFindings(copy);
}

/** Packs the training tar anew. */
async function repack(copy: string, change: (members: Written[]) => readonly Written[]): Promise<void> {
  const pairs = (await pairsOf(copy)).filter(({ key }) => key.startsWith("train-00000"));
  const members = pairs.flatMap(({ members = [] }) =>
    members.map(({ name, bytes }): Written => [name, bytes]),
  );
  writeFileSync(join(copy, "train-00000.tar"), await tarOf(change(members)));
}

const replaced = (ending: string, content: (old: string) => string | Uint8Array) => (members: Written[]) =>
  members.map(
    ([name, old]): Written =>
      name === `2${ending}` ? [name, content(Buffer.from(old).toString())] : [name, old],
  );

const books = (copy: string, change: (value: never) => unknown) => {
  const path = join(copy, "CURATED.yaml");
  writeFileSync(path, stringify(change(parse(readFileSync(path, "utf8")) as never)));
};

describe("finds, with its key, though every digest was made right again,", () => {
  it.each<[string, (members: Written[]) => readonly Written[], readonly string[]]>([
    ["a changed caption", replaced(".txt", () => "another"), ["train-00000/2: .txt is another"]],
    [
      "a changed image",
      (members) =>
        members.map(([name, old]) =>
          name === "2.jpg" ? [name, Buffer.concat([Buffer.from(old), Buffer.of(0)])] : [name, old],
        ),
      ["train-00000/2: .jpg is another"],
    ],
    [
      "a changed field",
      replaced(".json", (old) => old.replace("0.2", "0.3")),
      ["train-00000/2: similarity is another"],
    ],
    [
      "a field more",
      replaced(".json", (old) => old.replace("{", '{"more": 1,')),
      ["train-00000/2: more is no part of the source"],
    ],
    [
      "a field less",
      replaced(".json", (old) => old.replace(/"similarity": [^,]+,/u, "")),
      ["train-00000/2: similarity is gone"],
    ],
    [
      "a field that is written otherwise",
      replaced(".json", (old) => old.replace("0.2", "0.20")),
      ["train-00000/2: similarity is another"],
    ],
    [
      "a member more",
      (members) =>
        members.flatMap(
          ([name, old]) =>
            (name === "2.txt"
              ? [
                  [name, old],
                  ["2.alt.txt", "insult"],
                ]
              : [[name, old]]) as Written[],
        ),
      ["train-00000/2: .alt.txt is no part of the source"],
    ],
    [
      "a pair more",
      (members) => [...members, ["9.txt", "a pair more"]],
      ["train-00000/9: is in the output, and no pair of the source at this place"],
    ],
    [
      "a missing pair",
      (members) => members.filter(([name]) => !name.startsWith("2.")),
      ["train-00000/2: is not in the output at its place"],
    ],
    [
      "pairs in another order",
      (members) => [...members.slice(6), ...members.slice(0, 6)],
      [
        "train-00000/3: is not in the output at its place",
        "train-00000/3: is in the output, and no pair of the source at this place",
      ],
    ],
  ])("%s", async (name, change, finds) => {
    const found = await attacked(name, (copy) => repack(copy, change));
    expect(found).toEqual(expect.arrayContaining([...finds]));
    const about = (line: string) => /^(?:train|test)-/u.test(line) && !line.startsWith("train-00000.tar");
    expect(found.filter(about).toSorted()).toEqual(finds.toSorted());
  });

  it("a removed pair that is in it", async () => {
    const found = await attacked("smuggled", async (copy) =>
      writeFileSync(join(copy, "train-00000.tar"), await tarred(0, 1, 2, 3)),
    );
    expect(found).toContain("train-00000/1: is removed (unwanted), and in the output");
  });

  it("a pair that removed.parquet no longer names, and one that it names in vain", async () => {
    const list = (key: string) =>
      Buffer.from(
        parquetWriteBuffer({
          columnData: Object.entries({
            key,
            shard: "train-00000",
            row: 7,
            state: "removed",
            rule: "unwanted",
          }).map(([name, value]) => ({ name, data: [value] })),
        }),
      );
    const found = await attacked("edited", (copy) =>
      writeFileSync(join(copy, "removed.parquet"), list("train-00000/7")),
    );
    expect(found).toEqual([
      "train-00000/1: is not in the output at its place",
      "train-00000/7: is listed as removed, and the source holds no such pair",
    ]);
  });

  it("shards that changed their names", async () => {
    const found = await attacked("swapped", (copy) => {
      cpSync(join(copy, "train-00000.tar"), join(copy, "spare"));
      cpSync(join(copy, "test-00000.tar"), join(copy, "train-00000.tar"));
      cpSync(join(copy, "spare"), join(copy, "test-00000.tar"));
      rmSync(join(copy, "spare"));
    });
    expect(found).toContain("test-00000/4: .jpg is gone, .txt is gone, .json is gone and 7 more");
  });

  it("fields that CURATED.yaml does not list as left out, or counts otherwise", async () => {
    const change = (stripped: Readonly<Record<string, number>>) => (copy: string) =>
      books(copy, (value: object) => ({ ...value, stripped }));
    expect(await attacked("unlisted", change({}))).toContain("train-00000/0: title is gone");
    expect(await attacked("miscounted", change({ title: 4 }))).toEqual([
      "CURATED.yaml: says stripped.title is 4, counted 5",
    ]);
  });

  it("counts and reasons that were edited", async () => {
    const found = await attacked("counts", (copy) =>
      books(copy, (value: { pairs: object }) => ({ ...value, pairs: { ...value.pairs, removed: 0 } })),
    );
    expect(found).toEqual(["CURATED.yaml: says pairs.removed is 0, counted 1"]);
  });

  it("a file that nobody lists, one that is gone, and tests that became training data", async () => {
    const found = await attacked(
      "files",
      (copy) => {
        writeFileSync(join(copy, "more.jpg"), "more");
        rmSync(join(copy, "test-00000_stats.json"));
        const readme = readFileSync(join(copy, "README.md"), "utf8");
        writeFileSync(join(copy, "README.md"), readme.replace("split: test", "split: train"));
      },
      false,
    );
    expect(found).toEqual([
      "test-00000_stats.json: is gone",
      "README.md: its configs are not those of the splits that were written",
      "more.jpg: is a file that CURATED.yaml does not list",
    ]);
  });
});

it("holds every file against its digest, removed.parquet too", async () => {
  const found = await attacked(
    "unsigned",
    (copy) => {
      for (const file of ["removed.parquet", "train-00000.parquet"])
        writeFileSync(join(copy, file), Buffer.concat([readFileSync(join(copy, file)), Buffer.of(0)]));
    },
    false,
  );
  expect(found.slice(0, 2)).toEqual([
    "train-00000.parquet: holds other bytes than CURATED.yaml says",
    "removed.parquet: holds other bytes than CURATED.yaml says",
  ]);
});

it("follows a card that stands under the same configs", async () => {
  const found = await attacked("card", (copy) => {
    const readme = readFileSync(join(copy, "README.md"), "utf8");
    writeFileSync(
      join(copy, "README.md"),
      readme.replace("---\n", "---\nlicense: mit\n").concat("\n# A card\n"),
    );
  });
  expect(found).toEqual([]);
});
