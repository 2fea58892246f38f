import { existsSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sluice, sluiceIn } from "../support/cli.ts";
import { everyByte, scratchFolder } from "../support/run-files.ts";
import { liarEnv, refusing, type S3Liar, SECRET, startS3Liar } from "../support/s3-liar.ts";

const folder = scratchFolder();
let liar: S3Liar;
let run: string;

beforeAll(async () => {
  liar = await startS3Liar();
  run = folder("run");
  writeFileSync(folder("few.tsv"), "caption\turl\na boat\thttp://example.org/a.jpg\n");
  const ran = await sluice("audit", folder("few.tsv"), "--out", run, "--filters", "text-basics", "--quiet");
  expect(ran.code).toBe(0);
});
afterAll(() => liar.close());

const asked = (...words: readonly string[]) => sluiceIn({ env: liarEnv(liar), cwd: folder(".") }, ...words);

it.each([
  [
    "a bucket of another region",
    () => {
      const elsewhere = { "x-amz-bucket-region": "eu-west-1", location: "http://169.254.169.254/" };
      liar.answer = refusing(301, "PermanentRedirect", elsewhere);
    },
    "s3://bucket/web",
    /its bucket is in another region, eu-west-1 \(PermanentRedirect\); set AWS_REGION to that$/u,
  ],
  [
    "a token of AWS that has expired",
    () => {
      liar.answer = refusing(400, "ExpiredToken");
    },
    "s3://bucket/web",
    /its credentials have expired \(ExpiredToken\); get new ones$/u,
  ],
] as const)("says of %s one line that says what to do, whatever is asked for", async (_, begin, uri, why) => {
  begin();
  const out = folder("refused");
  for (const words of [
    ["inspect", uri],
    ["audit", uri, "--out", out, "--filters", "text-basics"],
    ["plan", uri, "--out", out, "--filters", "text-basics"],
    ["curate", run, "--to", uri],
  ]) {
    const ran = await asked(...words);
    expect(ran, words[0]).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr.trimEnd(), words[0]).toMatch(why);
    expect(ran.stderr, words[0]).toMatch(/^sluice: Cannot [^\n]+\n$/u);
    expect(ran.stderr, words[0]).not.toContain(SECRET);
  }
  const doctor = await asked("doctor", uri);
  expect(doctor).toMatchObject({ code: 2, stderr: "" });
  expect(doctor.stdout.split("\n").filter((line) => why.test(line))).toHaveLength(1);
  expect(doctor.stdout).not.toContain(SECRET);
  expect(existsSync(out)).toBe(false);
  expect(everyByte(folder("."))).not.toContain(SECRET);
});
