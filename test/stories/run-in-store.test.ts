import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { playedUntilMet, root, sluice, sluiceIn, start } from "../support/cli.ts";
import { digests, scratchFolder } from "../support/run-files.ts";
import { refusing, startS3Liar } from "../support/s3-liar.ts";
import { S3_SECRET, type S3Server, startS3, withoutS3 } from "../support/s3-server.ts";

const SHARDS = 8;
const light = ["--filters", "image-basics,text-basics,duplicates"];

describe.skipIf(withoutS3)("runs that lie in object storage from the first word on", () => {
  const folder = scratchFolder();
  let server: S3Server;
  let whole: Record<string, string>;

  beforeAll(async () => {
    server = await startS3();
    await server.bucket("runs");
    mkdirSync(folder("data"));
    for (let i = 0; i < SHARDS; i++)
      cpSync(join(root, "datasets/sample/shards/00000.tar"), join(folder("data"), `0000${i}.tar`));
    await sluice("audit", folder("data"), "--out", folder("whole"), ...light, "--workers", "1", "--quiet");
    whole = digests(folder("whole"));
  });
  afterAll(() => server.close());

  const inS3 = (...words: readonly string[]) => sluiceIn({ env: server.env }, ...words);
  const pulled = async (place: string) => {
    const to = folder(place.replaceAll(/\W/gu, "-"));
    expect(await inS3("pull", place, to, "--quiet")).toMatchObject({ code: 0 });
    return to;
  };
  const keys = async (prefix: string) => {
    const answer = await fetch(`${server.url}/runs?list-type=2&prefix=${prefix}`, {
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request" },
    });
    return [...(await answer.text()).matchAll(/<Key>([^<]+)<\/Key>/gu)].map(([, key = ""]) => key);
  };

  it("is scored by workers that share nothing else, one of them killed, to the bytes of one process here", async () => {
    // A policy of one's own, which no other machine has.
    const policy = folder("mine.yaml");
    const apart = (name: string) => {
      const [cwd, TMPDIR] = [folder(`${name}-at`), folder(`${name}-tmp`)];
      for (const own of [cwd, TMPDIR]) mkdirSync(own, { recursive: true });
      return { cwd, env: { ...server.env, TMPDIR } };
    };
    const { prefix, place, words, killed, left } = await playedUntilMet(async (before) => {
      const [prefix, place] = [`killed-${before}`, `s3://runs/killed-${before}`];
      cpSync(join(root, "filters/policies/strict.yaml"), policy);
      const planned = await inS3("plan", folder("data"), "--out", place, ...light, "--policy", policy);
      rmSync(policy);
      expect(planned).toMatchObject({ code: 0 });
      expect(planned.stdout).toContain(`next: sluice work ${place}`);
      const early = await inS3("seal", place, "--quiet");
      expect(early).toMatchObject({ code: 1 });
      expect(early.stderr).toContain(`sluice: Cannot seal run "${place}": INCOMPLETE: 8 of 8 shards`);
      const words = ["work", place, "--workers", "1", "--lease", "2", "--json"];
      const begun = ["one", "two"]
        .map((name) => `${name}-${before}`)
        .map((name) => ({ name, worker: start(words, apart(name)) }));
      // Whichever comes first: the other may do all the rest.
      const first = await Promise.any(
        begun.map((one) => one.worker.says(/"shard-finished"/u).then(() => one)),
      );
      const [left] = begun.filter((one) => one !== first);
      await first.worker.endedBy("SIGKILL");
      return { prefix, place, words, killed: first.name, left };
    });
    const mirrors = (name: string) =>
      readdirSync(folder(`${name}-tmp`)).filter((left) => left.startsWith("sluice-run-"));
    expect(mirrors(killed)).toHaveLength(1);
    // On the machine of the killed one: what it left goes.
    const three = start(words, {
      ...apart("three"),
      env: { ...server.env, TMPDIR: folder(`${killed}-tmp`) },
    });
    for (const worker of [left?.worker, three]) expect(await worker?.done).toMatchObject({ code: 0 });
    for (const name of [left?.name, "three"]) expect(readdirSync(folder(`${name}-at`))).toEqual([]);
    for (const name of [killed, left?.name ?? ""]) expect(mirrors(name)).toEqual([]);
    const ended = await inS3("status", place);
    expect(ended.stdout).toMatch(/INCOMPLETE, 8 of 8 shards done\n(?:taken up again: \d\n)?worker on /u);
    expect(ended.stdout).toContain(`next: sluice seal ${place}`);
    // One that was killed between a shard's scores and the end of its claim, which nobody else ends.
    const claim = (name: string) => server.put("runs", `${prefix}/.sluice/claims/${name}`, Buffer.from("{}"));
    for (const name of ["00007.1", "00007.2", "try-it"]) await claim(name);
    const sealed = await inS3("seal", place, "--json", "--quiet");
    expect(JSON.parse(sealed.stdout)).toMatchObject({ run: place, state: "sealed", shards_done: SHARDS });
    const run = await pulled(place);
    const scored = (all: Record<string, string>) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith("decisions/")));
    expect(scored(digests(run))).toEqual(scored(whole));
    expect(readFileSync(join(run, "policy.json"), "utf8")).toContain("policy.yaml");
    expect(await keys(`${prefix}/.sluice/claims/`)).toEqual([]);
    expect(await keys(`${prefix}/scores/`)).toHaveLength(SHARDS);
    // Sealed is sealed: nothing is done twice.
    expect(await inS3("work", place, "--quiet")).toMatchObject({ code: 0 });
    // Who sealed may have been killed before it had tidied up: the next one does.
    const kept = await keys(`${prefix}/`);
    for (const name of ["00007.1", "%25seal.1"]) await claim(name);
    await server.put("runs", `${prefix}/seals/of-another/report.html`, Buffer.from("none"));
    await server.put("runs", `${prefix}/errors/${"0".repeat(64)}/00000.jsonl`, Buffer.from("none"));
    expect(JSON.parse((await inS3("seal", place, "--json", "--quiet")).stdout)).toMatchObject({ run: place });
    expect(await keys(`${prefix}/`)).toEqual(kept);
    const status = await inS3("status", place, "--json");
    expect(JSON.parse(status.stdout)).toMatchObject({ state: "sealed", done: SHARDS, missing: [] });
    // Whoever only reads it reads it there; whoever would write into it is told how to get it.
    const listed = ["--where", "caption_words > 5", "--json"];
    const [far, near] = [await inS3("explore", place, ...listed), await inS3("explore", run, ...listed)];
    expect(far).toMatchObject({ code: 0, stdout: near.stdout.replaceAll(run, place) });
    expect(await inS3("card", "init", place)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/sluice: [^\n]*sluice pull s3:\/\/runs\/killed-\d DIR\n$/u),
    });
    expect(existsSync(join(root, "s3:"))).toBe(false);
  });

  it("is audited there by one command, which goes on, and is the same run", async () => {
    const audit = (to: string, ...filters: readonly string[]) =>
      ["audit", folder("data"), "--out", to, ...filters, "--workers", "1"] as const;
    const { place, stopped } = await playedUntilMet(async (before) => {
      const to = `s3://runs/audited-${before}`;
      const running = start([...audit(to, ...light), "--json"], { env: server.env });
      await running.says(/"shard-finished"/u);
      return { place: to, stopped: await running.endedBy("SIGINT") };
    });
    expect(stopped.code).toBe(130);
    const early = await inS3("pull", place, folder("early"), "--quiet");
    expect(early.stderr).toMatch(/its run is not sealed: sluice seal s3:\/\/runs\/audited-\d\n$/u);
    const ran = await inS3(...audit(place, ...light), "--quiet");
    expect(ran).toMatchObject({ code: 4, stderr: "" });
    expect(ran.stdout).toContain(place);
    expect(digests(await pulled(place))).toEqual(whole);
    const other = await inS3(...audit(place, "--filters", "text-basics"));
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain(place);
    for (const { stdout, stderr } of [ran, other, stopped])
      expect(stdout + stderr).not.toMatch(new RegExp(`${S3_SECRET}|AKIATEST|sluice-run-`, "u"));
  });

  it("says where it stands, whoever asks", async () => {
    const place = await playedUntilMet(async (before) => {
      const to = `s3://runs/asked-${before}`;
      await inS3("plan", folder("data"), "--out", to, ...light, "--quiet");
      const worker = start(["work", to, "--workers", "1", "--lease", "60", "--json"], { env: server.env });
      // Four are under way at once: the first of five is put by then.
      await worker.says(/(?:"shard-finished"[\s\S]*){5}/u);
      await worker.endedBy("SIGKILL");
      return to;
    });
    const status = await inS3("status", place, "--json");
    const { done, missing, claimed, workers } = JSON.parse(status.stdout);
    expect(done + missing.length).toBe(SHARDS);
    expect(claimed.filter((shard: string) => !missing.includes(shard))).toEqual([]);
    expect(done).toBeGreaterThan(0);
    expect(workers).toHaveLength(1);
    expect((await inS3("status", "s3://runs/nothing")).stderr).toMatch(/nothing was planned there/u);
  });

  it("is planned once, however many plan it, and over nothing that is there", async () => {
    const plan = (place: string, ...more: readonly string[]) =>
      inS3("plan", folder("data"), "--out", place, "--quiet", "--json", ...more);
    const raced = await Promise.all([
      plan("s3://runs/raced", "--filters", "text-basics"),
      plan("s3://runs/raced", "--filters", "image-basics"),
    ]);
    expect(raced.map(({ code }) => code).sort()).toEqual([0, 2]);
    await server.put("runs", "mine/notes.txt", Buffer.from("mine"));
    expect(await plan("s3://runs/mine", "--filters", "text-basics")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/something else is there/u),
    });
    const vectors = await plan("s3://runs/vectors", "--filters", "text-basics,embeddings");
    expect(vectors).toMatchObject({ code: 2 });
    for (const command of ["work", "seal"])
      expect(await inS3(command, "s3://runs/nothing", "--quiet")).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/nothing was planned there/u),
      });
    await server.put("runs", "odd/.sluice/planned.json", Buffer.from("{"));
    expect(await inS3("work", "s3://runs/odd", "--quiet")).toMatchObject({ code: 2 });
  });

  it("scores again what cannot be read there, and takes no plan that leads out of its folder", async () => {
    const place = "s3://runs/torn";
    await inS3("plan", folder("data"), "--out", place, ...light, "--quiet");
    await inS3("work", place, "--workers", "1", "--quiet");
    await server.put("runs", "torn/scores/00003.parquet", Buffer.from("PAR1 torn PAR1"));
    const torn = await inS3("seal", place, "--quiet");
    expect(torn).toMatchObject({ code: 1, stderr: expect.stringMatching(/1 of 8 shards are missing/u) });
    expect(await inS3("work", place, "--workers", "1", "--seal", "--quiet")).toMatchObject({ code: 0 });
    expect(digests(await pulled(place))).toEqual(whole);
    const file = { path: "../../out.txt", base64: "" };
    const plan = JSON.stringify({ schema: "sluice.planned-run/1", files: [file] });
    await server.put("runs", "out/.sluice/planned.json", Buffer.from(plan));
    expect(await inS3("work", "s3://runs/out", "--quiet")).toMatchObject({ code: 2 });
  });
});

it("refuses a storage that lies about what it puts, in a line, before anything is scored", async () => {
  const folder = scratchFolder();
  mkdirSync(folder("few"), { recursive: true });
  writeFileSync(join(folder("few"), "a.tsv"), "caption\turl\na boat\thttp://example.org/a.jpg\n");
  const liar = await startS3Liar();
  const env = {
    AWS_ENDPOINT_URL: liar.url,
    AWS_ACCESS_KEY_ID: "A",
    AWS_SECRET_ACCESS_KEY: S3_SECRET,
    AWS_REGION: "us-east-1",
  };
  const plan = () =>
    sluiceIn(
      { env },
      "plan",
      folder("few"),
      "--out",
      "s3://runs/lies",
      "--filters",
      "text-basics",
      "--quiet",
    );
  try {
    // It says yes to every put, whatever is there.
    liar.answer = (request, response, number) => {
      if (request.method === "HEAD") return refusing(404, "NotFound")(request, response, number);
      request.resume();
      response.end(request.method === "GET" ? "<ListBucketResult></ListBucketResult>" : "");
    };
    expect(await plan()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^sluice: Cannot plan a run [^\n]* puts one name twice [^\n]*\n$/u),
    });
    liar.answer = refusing(403, "AccessDenied");
    const denied = await plan();
    expect(denied).toMatchObject({ code: 2 });
    expect(denied.stderr).toMatch(/^sluice: [^\n]+\n$/u);
    expect(denied.stderr).not.toContain(S3_SECRET);
  } finally {
    await liar.close();
  }
});
