import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, sluice, sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { S3_SECRET, type S3Server, startS3, withoutS3 } from "../support/s3-server.ts";

describe.skipIf(withoutS3)("data in object storage", () => {
  const folder = scratchFolder();
  const light = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  let server: S3Server;

  beforeAll(async () => {
    server = await startS3();
    await server.bucket("data");
    mkdirSync(folder("data"), { recursive: true });
    for (const name of ["00000.tar", "00001.tar"]) {
      const bytes = readFileSync(join(root, "datasets/sample/shards", name));
      writeFileSync(join(folder("data"), name), bytes);
      await server.put("data", `web/laion/${name}`, bytes);
    }
    await server.put("data", "web/laion-2/00000.tar", Buffer.from("another dataset"));
  });
  afterAll(() => server.close());

  const inS3 = (...words: readonly string[]) => sluiceIn({ env: server.env }, ...words);

  /** Every byte of a run's files. */
  const texts = (run: string) =>
    readdirSync(run, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), "latin1"))
      .join("\n");

  it("audits a prefix and a list of tars: the same scores as from disk, bit for bit, and no key in the run", async () => {
    const here = folder("here");
    await sluice("audit", folder("data"), "--out", here, ...light);
    for (const [name, uri] of [
      ["prefix", "s3://data/web/laion"],
      ["braces", "s3://data/web/laion/{00000..00001}.tar"],
    ] as const) {
      const there = folder(name);
      const ran = await inS3("audit", uri, "--out", there, ...light);
      expect(ran, uri).toMatchObject({ code: 4 });
      for (const scores of ["00000.parquet", "00001.parquet"])
        expect(
          readFileSync(join(there, "scores", scores)).equals(readFileSync(join(here, "scores", scores))),
          `${name} ${scores}`,
        ).toBe(true);
      for (const text of [texts(there), ran.stdout, ran.stderr]) expect(text).not.toContain(S3_SECRET);
    }
  });

  it("names the tars that are missing, and inspects what is there", async () => {
    const ran = await inS3("inspect", "s3://data/web/laion/{00000..00003}.tar");
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(/Cannot find 2 of 4 files: 00002\.tar, 00003\.tar/u);
    expect(ran.stdout).toMatch(/webdataset, 2 shards/u);
    const many = await inS3("inspect", "s3://data/web/laion/{00000..00099}.tar");
    const glob = await inS3("inspect", "s3://data/web/laion/*1.tar");
    expect(glob.stdout).toMatch(/webdataset, 1 shard,/u);
    expect(many.stdout).toMatch(/Cannot find 98 of 100 files: 00002\.tar/u);
  });

  it("says in one line that there is no such bucket, and none such in it", async () => {
    const gone = await inS3("inspect", "s3://nobodys/web");
    expect(gone).toMatchObject({ code: 2 });
    expect(gone.stderr).toMatch(/^sluice: Cannot list "s3:\/\/nobodys\/web": there is no such bucket\n$/u);
    const none = await inS3("inspect", "s3://data/web/lai");
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toMatch(/Cannot open "s3:\/\/data\/web\/lai": no such file or folder\n$/u);
  });

  it("says in `doctor` whether a place can be read, and with what, never its value", async () => {
    const ran = await inS3("doctor", "s3://data/web/laion");
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(
      /credentials: those of AWS_ACCESS_KEY_ID, for 127\.0\.0\.1:\d+\n2 files; a range of 00000\.tar in \d+ ms/u,
    );
    expect(ran.stdout).not.toMatch(new RegExp(`${S3_SECRET}|AKIATEST`, "u"));
  });
});
