import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const [source, list] = [folder("source"), folder("known.txt")];
const bad = "http://bad.example/1.jpg";
const light = ["--filters", "text-basics", "--quiet"];
let identity = "";
let recipient = "";

beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  mkdirSync(source);
  const lines = ["http://good.example/0.jpg", bad].map((url) => JSON.stringify({ url, caption: "a barn" }));
  writeFileSync(join(source, "rows.jsonl"), lines.join("\n"));
  writeFileSync(list, `${bad}\n`);
});

async function planned(name: string): Promise<string> {
  const run = folder(name);
  const flags = ["--hashes", list, "--custodian", recipient];
  const { code, stderr } = await sluice("plan", source, "--out", run, ...flags, ...light);
  expect(code, stderr).toBe(0);
  return run;
}

/** What the custodian reads of a run's only shard. */
async function hitsOf(run: string): Promise<Record<string, unknown>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return JSON.parse(await decrypter.decrypt(readFileSync(join(run, "hits/rows-00000.age")), "text"));
}

it.each([
  ["a worker", (run: string) => ["work", run, "--hashes", list, "--workers", "1", "--quiet"]],
  ["an audit that goes on", (run: string) => ["audit", source, "--out", run, "--hashes", list, ...light]],
])("seals hits for the custodian of the plan, whom %s need not be told again", async (name, words) => {
  const run = await planned(name);
  const { code, stderr } = await sluice(...words(run));
  expect([0, 4], stderr).toContain(code);
  expect(await hitsOf(run)).toMatchObject({ row: 1, kind: "url", url: bad });
  // A header of age, its nonce, blocks of 4,096 bytes and a tag: nothing of how long the address is.
  const sealed = readFileSync(join(run, "hits/rows-00000.age"));
  const header = sealed.indexOf("\n--- ") + "\n--- ".length + 43 + 1;
  expect((sealed.length - header - 16 - 16) % 4096).toBe(0);
  expect(readFileSync(join(run, "custody.jsonl"), "utf8")).toContain(recipient);
});

it("refuses to go on for another custodian", async () => {
  const run = await planned("other");
  const other = await identityToRecipient(await generateX25519Identity());
  const { code, stderr } = await sluice("work", run, "--hashes", list, "--custodian", other, "--quiet");
  expect([code, stderr]).toEqual([2, expect.stringContaining(`${recipient} then, ${other} now`)]);
});
