import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root, sluice, sluiceIn, start } from "../support/cli.ts";
import { type DataHub, ofEachFile, startDataHub } from "../support/data-hub.ts";
import { everyByte, scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const light = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
const TOKEN = "hf_aTokenThatIsGreppedFor";
let hub: DataHub;

beforeAll(async () => {
  const names = ["00000.tar", "00001.tar"];
  const files = names.map(
    (name) => [name, readFileSync(join(root, "datasets/sample/shards", name))] as const,
  );
  mkdirSync(folder("data"), { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder("data"), name), bytes);
  hub = await startDataHub(Object.fromEntries(files));
  hub.token = TOKEN;
});
afterAll(() => hub.close());

const onHub = (...words: readonly string[]) =>
  sluiceIn({ env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKEN } }, ...words);

it("audits a dataset of the hub by its name: the same scores as from disk, bit for bit, and no token in the run", async () => {
  const [here, there] = [folder("here"), folder("there")];
  await sluice("audit", folder("data"), "--out", here, ...light);
  hub.fault = ofEachFile((n) => (n % 4 === 1 ? "cut" : undefined));
  const ran = await onHub("audit", "hf://datasets/org/name", "--out", there, ...light);
  expect(ran.code).toBe(4);
  for (const name of ["00000.parquet", "00001.parquet"])
    expect(
      readFileSync(join(there, "scores", name)).equals(readFileSync(join(here, "scores", name))),
      name,
    ).toBe(true);
  const { inputs } = JSON.parse(readFileSync(join(there, "run.json"), "utf8")) as {
    inputs: { uri: string; uris: readonly string[] };
  };
  expect(inputs.uris).toEqual([`hf://datasets/org/name@${hub.commit}`]);
  expect(inputs.uri).toBe(inputs.uris[0]);
  for (const text of [everyByte(there), ran.stdout, ran.stderr]) {
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain("secret-signature");
  }
});

it.each([["inspect"], ["consent"]])("says bytes and retries in %s, too", async (command) => {
  const run = folder("there");
  hub.fault = ofEachFile((n) => (n % 2 === 1 ? "429" : undefined));
  const of = command === "inspect" ? "hf://datasets/org/name" : run;
  // A process of its own, which has read nothing yet.
  const ran = await start([command, of], { env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKEN } }).done;
  hub.fault = () => undefined;
  expect(ran.stderr).toMatch(/^\d+\.\d MB read, \d+\.\d MB\/s, [1-9]\d* retries$/mu);
});

it("goes on with a run at its commit alone", async () => {
  const run = folder("there");
  hub.commit = "0".repeat(40);
  const ran = await onHub("audit", "hf://datasets/org/name", "--out", run, ...light);
  expect(ran).toMatchObject({ code: 2 });
  expect(ran.stderr).toMatch(
    /Cannot resume run .* its dataset was another commit then \(hf:\/\/datasets\/org\/name@89abcdef/u,
  );
});

it("keeps nothing of a signed address but its path", async () => {
  const run = folder("signed");
  const ran = await sluice("audit", `${hub.url}/cdn/00000.tar?sig=${TOKEN}`, "--out", run, ...light);
  expect(ran.code).toBe(4);
  for (const text of [everyByte(run), ran.stdout, ran.stderr]) expect(text).not.toContain(TOKEN);
});

it("draws shards, then pairs, of many tars, asks for no others, and says what that does to intervals", async () => {
  const tar = readFileSync(join(root, "datasets/sample/shards/00000.tar"));
  hub.files.clear();
  for (let i = 0; i < 12; i++) hub.files.set(`${String(i).padStart(5, "0")}.tar`, tar);
  hub.commit = "1".repeat(40);
  hub.requests.length = 0;
  const run = folder("drawn");
  const words = ["audit", "hf://datasets/org/name", "--out", run, ...light, "--sample", "20", "--seed", "3"];
  const ran = await onHub(...words);
  expect(ran.stdout).toMatch(/a sample of 20 pairs of 8 of 12 shards, seed 3: intervals by its design/u);
  const { rows, clusters } = JSON.parse(readFileSync(join(run, "drawn.json"), "utf8")) as {
    rows: Record<string, readonly number[]>;
    clusters: object;
  };
  expect(clusters).toEqual({ drawn: 8, of: 12 });
  expect(Object.values(rows).flat()).toHaveLength(20);
  const { dataset } = JSON.parse((await sluice("report", run, "--json")).stdout) as {
    dataset: { clusters: object };
  };
  expect(dataset.clusters).toMatchObject({ drawn: 8, of: 12, effect: expect.any(Number) });
  const asked = new Set(hub.requests.flatMap((line) => /\/resolve\/.*\/(\d{5})\.tar/u.exec(line)?.[1] ?? []));
  // The first and the last are looked at to see what their fields are.
  expect(asked.size).toBeLessThanOrEqual(10);
  expect(Object.keys(rows).every((shard) => asked.has(shard))).toBe(true);
});

it("says in `doctor` whether a place can be read, and with what, never its value", async () => {
  const ran = await onHub("doctor", "hf://datasets/org/name");
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toMatch(
    /credentials: a token of HF_TOKEN, for http.*\n12 files; a range of \d{5}\.tar in \d+ ms/u,
  );
  const refused = await sluiceIn(
    { env: { HF_ENDPOINT: hub.url, HF_TOKEN: "hf_expired" } },
    "doctor",
    "hf://datasets/org/name",
  );
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stdout).toMatch(/cannot be read: .* the hub refuses it \(401\)/u);
  expect(ran.stdout + refused.stdout).not.toMatch(/aTokenThatIsGreppedFor|hf_expired/u);
});

it("copies what is not read in ranges once, whoever plans, works and seals on a machine, and says so", async () => {
  const rows = Array.from({ length: 25_000 }, (_, i) => ({
    url: `https://example.org/${i}.jpg`,
    caption: `boat ${i}`,
  }));
  const table = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
  hub.files.clear();
  hub.files.set("urls.jsonl", table);
  hub.commit = "2".repeat(40);
  const [run, TMPDIR] = [folder("copied"), folder("copied-tmp")];
  mkdirSync(TMPDIR);
  const at = { env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKEN, TMPDIR } };
  const before = hub.sent.bytes;
  const uri = "hf://datasets/org/name/urls.jsonl";
  const planned = await start(["plan", uri, "--out", run, "--filters", "text-basics", "--json"], at).done;
  expect(planned.stderr).toMatch(/"type":"transfer","filesOf":1,"bytesOf":(\d+),"files":1,"bytes":\1,/u);
  const work = () => start(["work", run, "--workers", "1", "--quiet"], at).done;
  for (const worked of await Promise.all([work(), work()])) expect(worked).toMatchObject({ code: 0 });
  expect(readdirSync(TMPDIR).map((name) => name.replace(/\d+$/u, ""))).toEqual(["sluice-copies-"]);
  expect(await sluiceIn(at, "seal", run, "--quiet")).toMatchObject({ code: 0 });
  const inspected = await sluiceIn(at, "inspect", uri);
  expect(inspected.stdout).toContain("copied to this machine first, whole: 1 file, ");
  expect(hub.sent.bytes - before).toBeLessThan(1.05 * table.length);
});
