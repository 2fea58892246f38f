import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ran, sluice, sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { S3_SECRET, type S3Server, startS3, withoutS3 } from "../support/s3-server.ts";

describe.skipIf(withoutS3)("a run in object storage is read where it lies", () => {
  const folder = scratchFolder();
  const place = "s3://data/runs/one";
  let server: S3Server;
  let run: string;
  const all: Ran[] = [];

  /** In a folder of its own, so that what is written beside runs is seen. */
  const inS3 = async (...words: readonly string[]) => {
    const ran = await sluiceIn(
      { env: { ...server.env, TMPDIR: folder("tmp") }, cwd: folder("cwd") },
      ...words,
    );
    all.push(ran);
    return ran;
  };
  const there = (words: readonly string[]) => words.map((word) => (word === "RUN" ? place : word));
  const here = (words: readonly string[]) => words.map((word) => (word === "RUN" ? run : word));

  beforeAll(async () => {
    server = await startS3();
    await server.bucket("data");
    for (const name of ["cwd", "tmp"]) mkdirSync(folder(name), { recursive: true });
    writeFileSync(folder("cwd/labels.csv"), "key,verdict\n00000/000000001,keep\n");
    run = folder("run");
    await sluice("audit", "sample", "--out", run, "--filters", "image-basics,text-basics", "--quiet");
    await sluice("card", "init", run);
    await sluice("card", "render", run, "--only", "datasheet");
    await sluice("report", run);
    expect(await sluiceIn({ env: server.env }, "push", run, place, "--quiet")).toMatchObject({ code: 0 });
  });
  afterAll(() => server.close());

  it.each([
    [["decide", "RUN", "--json"]],
    [["why", "RUN", "00000/000000001", "--json"]],
    [["explore", "RUN", "--where", "caption_words > 20", "--json"]],
    [["diff", "RUN", "--policy", "strict", "--json"]],
    [["representation", "RUN", "--only", "people", "--json"]],
    [["card", "check", "RUN", "--json"]],
    [["card", "matrix", "RUN"]],
  ])("%s says what it says of the folder", async (words) => {
    const [far, near] = [await inS3(...there(words)), await sluice(...here(words))];
    expect(far.code).toBe(near.code);
    expect(far.stdout.replaceAll(place, "RUN")).toBe(near.stdout.replaceAll(run, "RUN"));
    expect(far.stdout).not.toBe("");
  });

  it("fetches each file once for all of them, leaves nothing in the run's place, and names it as it was typed", async () => {
    const said = all.map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(said).not.toMatch(new RegExp(`sluice-run-|${S3_SECRET}|AKIATEST`, "u"));
    const copies = readdirSync(folder("tmp")).filter((name) => name.startsWith("sluice-copies-"));
    const pushed = await inS3("pull", place, folder("back"), "--json", "--quiet");
    const { files } = JSON.parse(pushed.stdout) as { files: number };
    expect(readdirSync(join(folder("tmp"), copies[0] ?? ""))).toHaveLength(files);
    expect(existsSync(folder("cwd/runs"))).toBe(false);
  });

  it("writes pages and datasets beside it, never into it", async () => {
    const report = await inS3("report", place);
    expect(report).toMatchObject({ code: 0 });
    expect(report.stdout).toContain("runs/one.report.html");
    const page = readFileSync(folder("cwd/runs/one.report.html"), "utf8");
    expect(page).toBe(readFileSync(join(run, "report.html"), "utf8"));
    expect(await sluice("curate", run, "--to", folder("near"), "--quiet")).toMatchObject({ code: 0 });
    expect(await inS3("curate", place, "--to", "s3://data/clean", "--quiet")).toMatchObject({ code: 0 });
    const books = await fetch(`${server.url}/data/clean/CURATED.yaml`, {
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request" },
    });
    expect(await books.text()).toBe(readFileSync(join(folder("near"), "CURATED.yaml"), "utf8"));
    expect(readdirSync(folder("cwd/runs"))).toEqual(["one.report.html"]);
    expect(await inS3("card", "render", place, "--only", "datasheet", "--to", folder("cards"))).toMatchObject(
      { code: 0 },
    );
    expect(readFileSync(join(folder("cards"), "datasheet.md"))).toEqual(
      readFileSync(join(run, "cards", "datasheet.md")),
    );
  });

  it.each([
    [["decide", "RUN", "--policy", "strict"]],
    [["review", "import", "RUN", "labels.csv"]],
    [["serve", "RUN"]],
    [["card", "init", "RUN"]],
    [["card", "answer", "RUN", "M1", "--text", "because", "--author", "ann"]],
    [["card", "render", "RUN"]],
  ])("%s is one line that says how to get the run", async (words) => {
    const { code, stderr } = await inS3(...there(words));
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
      /^sluice: Cannot (?:write "[\w./-]+" of|show) run "s3:\/\/data\/runs\/one"(?: on a screen, which counts in the run what is seen)?: in object storage it is only read; get it first: sluice pull s3:\/\/data\/runs\/one DIR$/u,
    );
  });

  it("looks for people, consent and topics there; what of that lasts lies beside where runs do", async () => {
    const wished = ["--domain", "example.org", "--json"];
    const [far, near] = [await inS3("find", place, ...wished), await sluice("find", run, ...wished)];
    expect(far).toMatchObject({ code: 0 });
    const [asked, known] = [far, near].map(({ stdout }) => JSON.parse(stdout));
    expect(asked.pairs).toEqual(known.pairs);
    expect(asked.recorded).toBe("runs/one.requests.jsonl");
    const record = JSON.parse(readFileSync(folder("cwd/runs/one.requests.jsonl"), "utf8"));
    expect(record).toEqual(asked.request);
    // A second request is one more line, and no other.
    await inS3("find", place, ...wished);
    expect(readFileSync(folder("cwd/runs/one.requests.jsonl"), "utf8").split("\n")).toHaveLength(3);
    const consent = await inS3("consent", place);
    expect(consent).toMatchObject({ code: 0, stdout: (await sluice("consent", run)).stdout });
    expect(consent.stderr).toContain("no column of the run: runs/one.consent.parquet");
    expect(readFileSync(folder("cwd/runs/one.consent.parquet"))).toEqual(
      readFileSync(join(run, "consent.parquet")),
    );
    const topics = await inS3("topics", place, "--count", "2");
    expect(topics).toMatchObject({ code: 0, stdout: (await sluice("topics", run, "--count", "2")).stdout });
    expect(topics.stderr).toMatch(/no column of the run, which is only read in object storage$/mu);
    expect(readdirSync(folder("cwd/runs")).filter((name) => name.includes("topics"))).toEqual([]);
  });

  it("says in one line that nothing whole, no run, or another object is there", async () => {
    await server.put("data", "half/.sluice/pushing.json", Buffer.from("{}"));
    const ends = await Promise.all(
      ["s3://data/none", "s3://data/half", "s3://data/clean", "s3://nobody/run"].map((uri) =>
        inS3("report", uri),
      ),
    );
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    for (const { stderr } of ends) expect(stderr).toMatch(/^sluice: Cannot [^\n]*\n?$/u);
  });
});
