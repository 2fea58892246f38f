import { existsSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sluice, sluiceIn } from "../support/cli.ts";
import { type DataHub, startDataHub } from "../support/data-hub.ts";
import { everyByte, scratchFolder } from "../support/run-files.ts";

const TOKEN = "hf_aTokenThatIsGreppedFor";
const PLACE = "hf://datasets/org/name";
const folder = scratchFolder();
let hub: DataHub;
let run: string;

beforeAll(async () => {
  hub = await startDataHub({ "few.tsv": Buffer.from("caption\turl\na boat\thttp://example.org/a.jpg\n") });
  run = folder("run");
  writeFileSync(folder("few.tsv"), "caption\turl\na boat\thttp://example.org/a.jpg\n");
  const ran = await sluice("audit", folder("few.tsv"), "--out", run, "--filters", "text-basics", "--quiet");
  expect(ran.code).toBe(0);
});
afterAll(() => hub.close());
beforeEach(() => {
  [hub.token, hub.gated, hub.accessToken, hub.instead] = [undefined, false, undefined, () => undefined];
  hub.requests.length = 0;
});

const asked = (HF_TOKEN: string, ...words: readonly string[]) =>
  sluiceIn(
    { env: { HF_ENDPOINT: hub.url, HF_TOKEN, HF_HOME: folder("no-login") }, cwd: folder(".") },
    ...words,
  );

it.each([
  [
    "a gated dataset",
    (): void => {
      [hub.token, hub.gated] = ["another", true];
    },
    PLACE,
    /the hub refuses it \(403\); accept the terms of org\/name there if it is gated, and set HF_TOKEN [^\n]*$/u,
  ],
  [
    "a token that has expired",
    (): void => {
      hub.token = "another";
    },
    PLACE,
    /the hub refuses it \(401\); [^\n]* set HF_TOKEN to a token that is valid$/u,
  ],
  [
    "a revision that is gone",
    (): void => undefined,
    `${PLACE}@gone`,
    /the hub has no such revision of org\/name: it is gone, or was never there$/u,
  ],
  [
    "a page where the hub is to be",
    (): void => {
      const headers = { "content-type": "text/html" };
      hub.instead = () => ({ status: 200, headers, body: `<html>sign in\nas ${TOKEN}</html>` });
    },
    PLACE,
    /wanted JSON, got something else; check the network and HF_ENDPOINT$/u,
  ],
] as const)(
  "says of %s one line that says what to do, whatever is asked for, before any work",
  async (_, begin, uri, why) => {
    begin();
    const out = folder("refused");
    for (const words of [
      ["inspect", uri],
      ["audit", uri, "--out", out, "--filters", "text-basics"],
      ["plan", uri, "--out", out, "--filters", "text-basics"],
      ["curate", run, "--to", uri],
      ["curate", run, "--to", uri, "--push", "--gated", "no"],
      ["card", "push", run, "--to", uri],
    ]) {
      hub.requests.length = 0;
      const ran = await asked(TOKEN, ...words);
      // None of these answers is another on a second try.
      expect(hub.requests, words[0]).toEqual([...new Set(hub.requests)]);
      expect(ran, words[0]).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr.trimEnd(), words[0]).toMatch(why);
      expect(ran.stderr, words[0]).toMatch(/^sluice: Cannot [^\n]+\n$/u);
      expect(ran.stderr, words[0]).not.toContain(TOKEN);
    }
    const doctor = await asked(TOKEN, "doctor", uri);
    expect(doctor).toMatchObject({ code: 2, stderr: "" });
    expect(doctor.stdout.split("\n").filter((line) => why.test(line))).toHaveLength(1);
    expect(doctor.stdout).not.toContain(TOKEN);
    for (const made of [out, `${run}.hub`]) expect(existsSync(made), made).toBe(false);
    expect(everyByte(folder("."))).not.toContain(TOKEN);
  },
);

it("begins no push that nobody may make, and none whose dataset asks readers for more than was said", async () => {
  const push = (token: string) => asked(token, "curate", run, "--to", PLACE, "--push", "--gated", "no");
  expect(await push("")).toMatchObject({
    code: 2,
    stderr: `sluice: Cannot push to "${PLACE}": no token; set HF_TOKEN to a token that may write there\n`,
  });
  expect(hub.requests).toEqual([]);
  hub.accessToken = { role: "read" };
  for (const words of [
    ["curate", run, "--to", PLACE, "--push", "--gated", "no"],
    ["card", "push", run, "--to", PLACE, "--push", "--gated", "no"],
  ])
    expect(await asked(TOKEN, ...words)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `sluice: Cannot push to "${PLACE}": the token from HF_TOKEN may only read; set HF_TOKEN to a token that may write there\n`,
    });
  expect(existsSync(`${run}.hub`)).toBe(false);
  hub.accessToken = { role: "write" };
  hub.files.set("README.md", Buffer.from("---\ntags: [not-for-all-audiences]\n---\n"));
  expect(await push(TOKEN)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/its README there asks readers for more .* yes or no\n$/u),
  });
  expect(existsSync(`${run}.hub`)).toBe(false);
});
