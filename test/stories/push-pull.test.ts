import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, sluice, sluiceIn, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { startS3Relay } from "../support/s3-relay.ts";
import { S3_SECRET, type S3Server, startS3, withoutS3 } from "../support/s3-server.ts";

describe.skipIf(withoutS3)("runs and curated datasets in object storage", () => {
  const folder = scratchFolder();
  let server: S3Server;
  let run: string;

  beforeAll(async () => {
    server = await startS3();
    await server.bucket("data");
    mkdirSync(folder("data"), { recursive: true });
    cpSync(join(root, "datasets/sample/shards"), folder("data"), { recursive: true });
    run = folder("run");
    await sluice("audit", folder("data"), "--out", run, "--filters", "image-basics,text-basics", "--quiet");
  });
  afterAll(() => server.close());

  const inS3 = (...words: readonly string[]) => sluiceIn({ env: server.env }, ...words);

  /** Files that a push takes, with their bytes. */
  const files = (place: string) =>
    new Map(
      readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name))
        .map((path) => [relative(place, path), readFileSync(path, "latin1")] as const)
        .filter(([path]) => !/(?:^|\/)\.|\.part$|^claims\//u.test(path))
        .sort(),
    );

  it("pushes a run, pulls the same bytes elsewhere, goes on with both, and shows no secret", async () => {
    const pushed = await inS3("push", run, "s3://data/runs/one", "--json", "--quiet");
    expect(pushed).toMatchObject({ code: 0 });
    const { files: all, there } = JSON.parse(pushed.stdout) as { files: number; there: number };
    expect([all, there]).toEqual([files(run).size, 0]);
    const back = folder("back");
    // What a killed pull left: a whole file, a torn one, and one that nobody knows.
    mkdirSync(`${back}.pulling/scores`, { recursive: true });
    cpSync(join(run, "run.json"), join(`${back}.pulling`, "run.json"));
    writeFileSync(join(`${back}.pulling`, "report.html"), "torn");
    writeFileSync(join(`${back}.pulling`, "scores/nobodys.parquet"), "of another run");
    const pulled = await inS3("pull", "s3://data/runs/one", back, "--json", "--quiet");
    expect(pulled).toMatchObject({ code: 0 });
    expect(JSON.parse(pulled.stdout)).toMatchObject({ files: all, here: 1 });
    expect(files(back)).toEqual(files(run));
    expect(existsSync(`${back}.pulling`)).toBe(false);
    const again = await inS3("push", back, "s3://data/runs/one", "--json", "--quiet");
    expect(JSON.parse(again.stdout)).toMatchObject({ files: all, there: all });
    expect(await inS3("pull", "s3://data/runs/one", back, "--quiet")).toMatchObject({ code: 0 });
    for (const { stdout, stderr } of [pushed, pulled, again])
      expect(stdout + stderr).not.toMatch(new RegExp(`${S3_SECRET}|AKIATEST`, "u"));
  });

  it("writes over nothing: not of another push, not of a stranger, and not here", async () => {
    const other = folder("other");
    cpSync(run, other, { recursive: true });
    writeFileSync(join(other, "labels.txt"), "something more");
    const ends = await Promise.all([
      inS3("push", run, "s3://data/runs/raced", "--quiet"),
      inS3("push", other, "s3://data/runs/raced", "--quiet"),
    ]);
    expect(ends.map(({ code }) => code).sort()).toEqual([0, 2]);
    const winner = ends[0]?.code === 0 ? run : other;
    expect(ends.find(({ code }) => code === 2)?.stderr).toMatch(
      /^sluice: Cannot push to "s3:\/\/data\/runs\/raced": something else is there, or on its way/u,
    );
    const back = folder("raced");
    await inS3("pull", "s3://data/runs/raced", back, "--quiet");
    expect(files(back)).toEqual(files(winner));
    await server.put("data", "mine/notes.txt", Buffer.from("mine"));
    expect(await inS3("push", run, "s3://data/mine", "--quiet")).toMatchObject({ code: 2 });
    mkdirSync(folder("full"));
    writeFileSync(join(folder("full"), "mine.txt"), "mine");
    const full = await inS3("pull", "s3://data/runs/raced", folder("full"), "--quiet");
    expect(full).toMatchObject({ code: 2 });
    expect(readdirSync(folder("full"))).toEqual(["mine.txt"]);
  });

  it("takes nothing that is half pushed, changed, or named to lead out for whole", async () => {
    const book = (path: string) =>
      Buffer.from(
        JSON.stringify({ schema: "sluice.pushed/1", files: [{ path, bytes: 4, sha256: "0".repeat(64) }] }),
      );
    await server.put("data", "half/.sluice/pushing.json", book("00000.tar"));
    await server.put("data", "half/00000.tar", readFileSync(join(root, "datasets/sample/shards/00000.tar")));
    const half = await inS3("pull", "s3://data/half", folder("half"), "--quiet");
    expect(half).toMatchObject({ code: 2 });
    expect(half.stderr).toMatch(/its push is not whole/u);
    const read = await inS3("inspect", "s3://data/half");
    expect(read).toMatchObject({ code: 2 });
    expect(read.stderr).toMatch(/a push into it is not whole/u);
    await server.put("data", "out/.sluice/pushed.json", book("../../out.txt"));
    const out = await inS3("pull", "s3://data/out", folder("out"), "--quiet");
    expect(out).toMatchObject({ code: 2 });
    await server.put("data", "wrong/.sluice/pushed.json", book("a.txt"));
    await server.put("data", "wrong/a.txt", Buffer.from("four"));
    const wrong = await inS3("pull", "s3://data/wrong", folder("wrong"), "--quiet");
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toMatch(/"a\.txt" is no longer what was pushed/u);
    const [file, within] = ["run.json", "run.json/x"].map((path) => ({
      path,
      bytes: 4,
      sha256: "0".repeat(64),
    }));
    await server.put(
      "data",
      "both/.sluice/pushed.json",
      Buffer.from(JSON.stringify({ schema: "sluice.pushed/1", files: [file, within] })),
    );
    const both = await inS3("pull", "s3://data/both", folder("both"), "--quiet");
    expect(both).toMatchObject({ code: 2 });
    expect(both.stderr).toMatch(/^sluice: Cannot read what was pushed[^\n]*as a folder, too\n?$/u);
    for (const name of ["half", "out", "wrong", "both"]) expect(existsSync(folder(name))).toBe(false);
  });

  it("says bytes, and leaves no parts behind: not stopped, not failed, and of one that was killed not after the next", async () => {
    const large = folder("large");
    cpSync(run, large, { recursive: true });
    writeFileSync(join(large, "large.bin"), Buffer.alloc(80 * 2 ** 20, "large"));
    const uploads = async () => {
      const answer = await fetch(`${server.url}/parts?uploads`, {
        headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request" },
      });
      return (await answer.text()).split("<UploadId>").length - 1;
    };
    await server.bucket("parts");
    // The second part is on its way for as long as it takes to see that, and then for longer than until bytes are said again.
    let wait = 600_000;
    const slow = await startS3Relay(server.url, (asked) =>
      /^PUT .*[?&]partNumber=2\b/u.test(asked) ? { wait } : undefined,
    );
    const push = () =>
      start(["push", large, "s3://parts/large", "--json"], {
        env: { ...server.env, AWS_ENDPOINT_URL: slow.url },
      });
    for (const [signal, left] of [
      ["SIGINT", 0],
      ["SIGKILL", 1],
    ] as const) {
      const pushing = push();
      await expect.poll(uploads, { interval: 20 }).toBe(1);
      await pushing.endedBy(signal);
      expect(await uploads()).toBe(left);
    }
    wait = 700;
    const pushed = await push().done;
    await slow.close();
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(await uploads()).toBe(0);
    const said = pushed.stderr
      .split("\n")
      .filter((line) => line.includes('"transfer"'))
      .map((line) => JSON.parse(line) as { bytes: number; bytesOf: number; files: number; filesOf: number });
    expect(said.length).toBeGreaterThan(2);
    for (const [i, { bytes }] of said.entries())
      expect(bytes).toBeGreaterThanOrEqual(said[i - 1]?.bytes ?? 0);
    const [first, last] = [said[0], said.at(-1)];
    expect(first).toMatchObject({ bytes: 0, files: 0 });
    expect([last?.bytes, last?.files]).toEqual([last?.bytesOf, last?.filesOf]);
    expect(last?.bytesOf).toBeGreaterThan(80 * 2 ** 20);
  });

  it("is done for whoever may put and not tidy up, who is told what stays", async () => {
    const strict = await startS3Relay(server.url, (asked) =>
      /^GET .*[?&]uploads/u.test(asked) ? { refuse: 403 } : undefined,
    );
    try {
      const env = { ...server.env, AWS_ENDPOINT_URL: strict.url };
      const pushed = await sluiceIn({ env }, "push", run, "s3://data/strict", "--json");
      expect(pushed.code, pushed.stderr).toBe(0);
      expect(pushed.stderr).toMatch(/all is there, and something that nobody needs: [^\n]*AccessDenied/u);
      expect(await inS3("pull", "s3://data/strict", folder("strict"), "--quiet")).toMatchObject({ code: 0 });
    } finally {
      await strict.close();
    }
  });

  it("touches nothing of a curation into a prefix that another process makes of the same run", async () => {
    const [half, holder] = [`${run}.s3/dataset/half.tar`, `${run}.s3.json`];
    mkdirSync(join(half, ".."), { recursive: true });
    writeFileSync(half, "theirs");
    writeFileSync(holder, JSON.stringify({ host: hostname(), pid: process.ppid }));
    const ran = await inS3("curate", run, "--to", "s3://data/second", "--quiet");
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toMatch(/is writing it/u);
    expect(readFileSync(half, "utf8")).toBe("theirs");
    rmSync(`${run}.s3`, { recursive: true });
    rmSync(holder);
  });

  it("curates into a prefix, which is audited where it lies as from disk", async () => {
    const ran = await inS3("curate", run, "--include-unreviewed", "--to", "s3://data/curated", "--quiet");
    expect(ran.code, ran.stderr).toBe(0);
    const here = folder("curated");
    await sluice("curate", run, "--include-unreviewed", "--to", here, "--quiet");
    const [near, far] = [folder("near"), folder("far")];
    const light = ["--filters", "image-basics,text-basics", "--quiet"];
    await sluice("audit", here, "--out", near, ...light);
    await inS3("audit", "s3://data/curated", "--out", far, ...light);
    for (const name of readdirSync(join(near, "scores")))
      expect(
        readFileSync(join(far, "scores", name)).equals(readFileSync(join(near, "scores", name))),
        name,
      ).toBe(true);
    expect(existsSync(`${run}.s3`)).toBe(false);
    const twice = await inS3("curate", run, "--to", "s3://data/curated", "--quiet");
    expect(twice).toMatchObject({ code: 2 });
    expect(twice.stderr).toMatch(/something else is there/u);
  });
});
