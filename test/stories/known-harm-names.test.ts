import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { type KnownPair, knownTars } from "../support/known-pairs.ts";
import { scratchFolder } from "../support/run-files.ts";
import { picture, tarOf } from "../support/written.ts";

const folder = scratchFolder();
const [source, list, run, to] = [folder("source"), folder("known.txt"), folder("run"), folder("to")];
const bad = "http://bad.example/2.jpg";
const caption = "a caption that nobody may read again";

async function rows(path: string): Promise<readonly Record<string, unknown>[]> {
  return parquetReadObjects({ file: new Uint8Array(readFileSync(path)).buffer });
}

/** Everything in a folder's files. */
function everything(of: string): string {
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Buffer.concat(files.map((one) => readFileSync(join(one.parentPath, one.name)))).toString("latin1");
}

beforeAll(async () => {
  mkdirSync(source);
  writeFileSync(list, `${bad}\n`);
  const lines = [0, 1, 2, 3].map((i) =>
    JSON.stringify(
      i === 2
        ? { url: bad, caption }
        : { url: `http://good.example/${i}.jpg`, caption: `a picture of barn ${i}` },
    ),
  );
  writeFileSync(join(source, "rows.jsonl"), lines.join("\n"));
});

it("keeps no address as the key of what is denied, in a run and in what is curated of it", async () => {
  const flags = ["--key", "url", "--hashes", list, "--filters", "text-basics", "--workers", "1"];
  const audited = await sluice("audit", source, ...flags, "--out", run, "--quiet");
  expect([0, 4], audited.stderr).toContain(audited.code);
  const scores = await rows(join(run, "scores/rows-00000.parquet"));
  expect(scores.filter(({ denied }) => denied).map(({ key }) => key)).toEqual(["rows-00000/#2"]);
  expect(scores[1]?.["key"]).toBe("rows-00000/http://good.example/1.jpg");
  const policy = folder("all.yaml");
  writeFileSync(
    policy,
    "name: all\nversion: 1\ndescription: d\nrules:\n  - id: any\n    reason: r\n    when: 'true'\n    action: keep\n",
  );
  const curated = await sluice("curate", run, "--policy", policy, "--to", to, "--json", "--quiet");
  expect(JSON.parse(curated.stdout).pairs.written).toBe(3);
  expect((await rows(join(to, "removed.parquet"))).map(({ key, rule }) => [key, rule])).toEqual([
    ["rows-00000/#2", "denied"],
  ]);
  expect((await sluice("curate", "--check", to)).stdout).toContain("proven");
  for (const of of [run, to]) expect(everything(of)).not.toContain("bad.example");
});

it("keeps no digest as the key of what is denied, and finds it by the name of its file", async () => {
  const [tars, held, bytes] = [folder("tars"), folder("held"), await picture(1)];
  const md5 = createHash("md5").update("another picture").digest("hex");
  mkdirSync(tars);
  writeFileSync(
    join(tars, "00000.tar"),
    await tarOf([
      [`${md5}.jpg`, bytes],
      [`${md5}.txt`, caption],
      ["b.jpg", await picture(2)],
      ["b.txt", "a barn"],
    ]),
  );
  writeFileSync(list, `${md5}\n`);
  const flags = ["--hashes", list, "--filters", "text-basics", "--workers", "1", "--quiet"];
  const audited = await sluice("audit", tars, ...flags, "--out", held);
  expect([0, 4], audited.stderr).toContain(audited.code);
  const scores = await rows(join(held, "scores/00000.parquet"));
  expect(scores.map(({ key, denied }) => [key, denied])).toEqual([
    ["00000/#0", true],
    ["00000/b", false],
  ]);
  expect(everything(held)).not.toContain(md5);
});

it("keeps no name of a field or of a member's ending of what is denied, by its bytes or by its pixels", async () => {
  const [tars, held] = [folder("named"), folder("held-names")];
  const known = await knownTars(folder("pictures"));
  const [exact, near, free] = known as [KnownPair, KnownPair, KnownPair];
  mkdirSync(tars);
  const members = [exact, near, free].flatMap((one, i) => [
    [`${i}.jpg`, one.bytes] as const,
    [`${i}.txt`, one.caption] as const,
    [
      `${i}.json`,
      JSON.stringify({ [`secret${i}`]: i, [`${one.url} and words of no. ${i}`]: i, width: 480 }),
    ] as const,
    [`${i}.ending${i}`, "1"] as const,
  ]);
  writeFileSync(join(tars, "00000.tar"), await tarOf(members));
  writeFileSync(list, `${exact.sha256}\npdq:${near.pdq}\n`);
  const flags = ["--hashes", list, "--filters", "image-basics", "--workers", "1", "--quiet"];
  const audited = await sluice("audit", tars, ...flags, "--out", held);
  expect([0, 4], audited.stderr).toContain(audited.code);
  const scores = await rows(join(held, "scores/00000.parquet"));
  expect(scores.map(({ denied }) => denied)).toEqual([true, true, false]);
  const all = everything(held);
  for (const secret of ["secret0", "secret1", "ending0", "ending1", "words of no. 0", "words of no. 1"])
    expect([secret, all.includes(secret)]).toEqual([secret, false]);
  expect(all).toContain("secret2");
  expect(all).toContain("ending2");
  const stored = readFileSync(join(held, "scores/00000.parquet")).toString("latin1");
  expect(stored).not.toContain("words of no. 2");
  expect(stored).toContain("(a name that is no word)");
});
