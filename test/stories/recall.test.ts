import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { sluice } from "../support/cli.ts";
import { digest, type KnownPair, knownTars } from "../support/known-pairs.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";

const folder = scratchFolder();
const [source, run] = [folder("source"), folder("run")];
let known: readonly KnownPair[] = [];

beforeAll(async () => {
  known = await knownTars(source);
  await sluice("audit", source, "--filters", "image-basics,text-basics", "--workers", "1", "--out", run);
});

const filesOf = (to: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(to, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .map((path) => [
        path.slice(to.length + 1),
        createHash("sha256").update(readFileSync(path)).digest("hex"),
      ]),
  );

async function curated(name: string, format: string): Promise<string> {
  const to = folder(name);
  const ran = await sluice("curate", run, "--to", to, "--format", format, "--include-unreviewed", "--quiet");
  expect(ran.code).toBe(0);
  return to;
}

it.each(["webdataset", "parquet", "imagefolder"])(
  "takes pairs out of %s by key and hash, touches no other file, and proves that they are gone",
  async (format) => {
    const to = await curated(format, format);
    const before = await pairsOf(to);
    const old = filesOf(to);
    const [a, b, c] = known as [KnownPair, KnownPair, KnownPair];
    const [keys, hashes] = [folder(`${format}-keys`), folder(`${format}-hashes`)];
    writeFileSync(keys, `# asked on a form\n${a.key}\nnowhere/at-all\n`);
    writeFileSync(hashes, `${digest("md5", b.bytes)}\npdq:${c.pdq}\n`);
    const { code, stdout, stderr } = await sluice("recall", to, "--keys", keys, "--hashes", hashes, "--json");
    expect(stderr).toBe("");
    const done = JSON.parse(stdout);
    expect(done.check).toMatchObject({ proven: true, failures: [] });
    expect(done).toMatchObject({
      pairs: 3,
      absent: true,
      rewritten: 1,
      untouched: 1,
      unmet: ["nowhere/at-all"],
    });
    expect(code).toBe(4);
    const gone = new Set([a, b, c].map(({ sha256 }) => sha256));
    const after = await pairsOf(to);
    expect(after.map(({ sha256, caption }) => [sha256, caption])).toEqual(
      before.filter(({ sha256 }) => !gone.has(sha256 ?? "")).map(({ sha256, caption }) => [sha256, caption]),
    );
    const changed = [...filesOf(to)]
      .filter(([name, sha256]) => old.get(name) !== sha256)
      .map(([name]) => name);
    expect(changed.filter((name) => name.includes("00001"))).toEqual([]);
    expect(changed).toEqual(expect.arrayContaining(["CURATED.yaml", "removed.parquet"]));
    expect(existsSync(join(to, ".recall"))).toBe(false);
    const books = parse(readFileSync(join(to, "CURATED.yaml"), "utf8"));
    expect(books.recalls).toEqual([
      expect.objectContaining({
        pairs: 3,
        keysOfSource: true,
        lists: [expect.anything(), expect.anything()],
      }),
    ]);
    expect((await sluice("curate", "--check", to)).code).toBe(0);
    // Once more: nothing is left to go, and nothing changes.
    const again = await sluice("recall", to, "--hashes", hashes);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("recalled 0 pairs")]);
  },
);

it("proves absence by the dataset alone where its source is out of reach, and says so", async () => {
  const to = await curated("orphan", "webdataset");
  renameSync(source, `${source}-moved`);
  try {
    const [a] = known as [KnownPair];
    const keys = folder("orphan-keys");
    writeFileSync(keys, `${a.key}\n`);
    const { code, stdout } = await sluice("recall", to, "--keys", keys);
    expect(code).toBe(4);
    expect(stdout).toContain("absent: ");
    expect(stdout).toContain("not held against its source: ");
    expect((await sluice("curate", "--check", to, "--data", `${source}-moved`)).stdout).toContain("proven: ");
  } finally {
    renameSync(`${source}-moved`, source);
  }
});

it("takes a folder's pictures out with the captions beside them", async () => {
  const pictures = folder("pictures");
  mkdirSync(pictures);
  for (const [i, { bytes, caption }] of known.slice(0, 6).entries()) {
    writeFileSync(join(pictures, `p${i}.jpg`), bytes);
    writeFileSync(join(pictures, `p${i}.txt`), caption);
  }
  const [own, to, hashes] = [folder("folder-run"), folder("folder-out"), folder("folder-hashes")];
  await sluice("audit", pictures, "--filters", "image-basics,text-basics", "--workers", "1", "--out", own);
  expect((await sluice("curate", own, "--to", to, "--include-unreviewed", "--quiet")).code).toBe(0);
  writeFileSync(hashes, `${known[2]?.sha256}\n`);
  const { code, stdout } = await sluice("recall", to, "--hashes", hashes, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  expect(code).toBe(0);
  const left = readdirSync(to).filter((name) => name.startsWith("p"));
  expect(left.sort()).toEqual([0, 1, 3, 4, 5].flatMap((i) => [`p${i}.jpg`, `p${i}.txt`]));
});

it("refuses without a list, and what is no curated dataset", async () => {
  expect((await sluice("recall", source)).stderr).toContain(
    "wanted --hashes FILE or --keys FILE, got neither",
  );
  const keys = folder("some-keys");
  writeFileSync(keys, "a\n");
  const { code, stderr } = await sluice("recall", source, "--keys", keys);
  expect([code, stderr]).toEqual([2, expect.stringContaining("no CURATED.yaml")]);
});

it("takes the pair out that is named, where a list of known harm left another one no key but its place", async () => {
  const at = (i: number) => `https://pictures.example/${i}.jpg`;
  const [list, own, to] = [folder("urls.jsonl"), folder("urls-run"), folder("urls-out")];
  const rows = Array.from({ length: 6 }, (_, i) => ({ url: at(i), caption: `a harbour at number ${i}` }));
  writeFileSync(list, rows.map((row) => JSON.stringify(row)).join("\n"));
  const [hashes, keys] = [folder("urls-hashes"), folder("urls-keys")];
  writeFileSync(hashes, `${at(1)}\n`);
  const light = ["--filters", "text-basics", "--workers", "1", "--quiet"];
  await sluice("audit", list, "--key", "url", "--hashes", hashes, "--out", own, ...light);
  await sluice("curate", own, "--to", to, "--include-unreviewed", "--quiet");
  const { stdout: listed } = await sluice("explore", own, "--keys");
  const key = listed.split("\n").find((one) => one.endsWith("3.jpg"));
  writeFileSync(keys, `${key}\n`);
  const { stdout, stderr } = await sluice("recall", to, "--keys", keys, "--json");
  expect([stderr, JSON.parse(stdout)]).toMatchObject([
    "",
    { pairs: 1, absent: true, check: { proven: true } },
  ]);
  const numbers = (await pairsOf(to)).map(({ caption }) => Number(caption?.slice(-1)));
  expect(numbers).toEqual([0, 2, 4, 5]);
});

it("takes by a row's number the source's row alone, once: what moved up to its place stays", async () => {
  const [table, rows, to, keys] = [
    folder("numbered"),
    folder("rows"),
    folder("rows-curated"),
    folder("row-keys"),
  ];
  mkdirSync(table);
  const captions = [
    "a red apple",
    "a grey owl",
    "a wooden chair",
    "a blue kite",
    "an old clock",
    "a tall ship",
  ];
  writeFileSync(
    join(table, "a.jsonl"),
    captions.map((caption) => `${JSON.stringify({ caption })}\n`).join(""),
  );
  await sluice("audit", table, "--filters", "text-basics", "--workers", "1", "--out", rows);
  const made = await sluice("curate", rows, "--to", to, "--include-unreviewed", "--quiet");
  expect(made).toMatchObject({ code: 0, stderr: "" });
  writeFileSync(keys, "a-00000/1\na-00000/3\n");
  const left = async () => (await pairsOf(to)).map(({ caption }) => caption);
  const first = await sluice("recall", to, "--keys", keys, "--json");
  expect(JSON.parse(first.stdout)).toMatchObject({ pairs: 2, absent: true, unmet: [] });
  const stay = captions.filter((_, i) => i !== 1 && i !== 3);
  expect(await left()).toEqual(stay);
  const second = await sluice("recall", to, "--keys", keys, "--json");
  expect(JSON.parse(second.stdout)).toMatchObject({ pairs: 0, unmet: ["a-00000/1", "a-00000/3"] });
  expect(await left()).toEqual(stay);
});
