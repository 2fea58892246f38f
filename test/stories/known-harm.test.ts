import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, expect, it } from "vitest";
import { withRun } from "../../src/actions/open-run.ts";
import { openTiles } from "../../src/actions/review.ts";
import { sluice } from "../support/cli.ts";
import { digest, type KnownPair, knownTars } from "../support/known-pairs.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const [source, run, list] = [folder("source"), folder("run"), folder("known.txt")];
const filters = "image-basics,text-basics,duplicates";
const identity = generateX25519Identity();
/** By MD5, SHA-1, SHA-256, PDQ and URL; the last is on no list. */
let known: readonly KnownPair[] = [];
let denied: readonly KnownPair[] = [];
let free: KnownPair;
let recipient = "";
let said = { code: null as number | null, stdout: "", stderr: "" };

beforeAll(async () => {
  known = await knownTars(source);
  denied = [0, 1, 9, 10, 15].flatMap((i) => known[i] ?? []);
  free = known[4] as KnownPair;
  const [a, b, c, d, e] = denied as [KnownPair, KnownPair, KnownPair, KnownPair, KnownPair];
  const lines = ["# made for a test", digest("md5", a.bytes).toUpperCase(), digest("sha1", b.bytes)];
  lines.push(`sha256: ${c.sha256}`, `${d.pdq},100`, e.url.replace("http://", "https://"), "no hash", "");
  writeFileSync(list, lines.join("\n"));
  recipient = await identityToRecipient(await identity);
  const flags = ["--hashes", list, "--custodian", recipient, "--workers", "1"];
  said = await sluice("audit", source, "--filters", filters, ...flags, "--out", run);
});

async function rows(path: string): Promise<readonly Record<string, unknown>[]> {
  const bytes = readFileSync(path);
  return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
}

it("denies what is on a list, by each kind of it, and keeps the key and nothing else", async () => {
  const scores = (
    await Promise.all(["00000", "00001"].map((name) => rows(join(run, `scores/${name}.parquet`))))
  ).flat();
  const hit = scores.filter((row) => row["denied"] === true);
  expect(hit.map(({ key }) => key).sort()).toEqual(denied.map(({ key }) => key).sort());
  for (const row of hit) {
    const told = Object.entries(row).filter(([, value]) => value !== null);
    expect(told.map(([name]) => name).sort()).toEqual(["denied", "key", "row", "shard"]);
  }
  expect(scores.filter((row) => row["denied"] === false)).toHaveLength(scores.length - denied.length);
});

it("tells counts and custody, and nowhere a hash, a URL or a caption", async () => {
  expect(said.code).toBe(4);
  expect(said.stdout).toContain("on lists of known harm: 5 of 16 pairs, denied unseen");
  expect(said.stdout).toMatch(
    /list known\.txt \(SHA-256 [0-9a-f]{16}…, 5 lines, 1 unusable\), \d{4}-\d\d-\d\d, run by \S+; hits sealed for age1/u,
  );
  expect(said.stdout).toContain('hash list "known.txt", line 7');
  expect(readFileSync(join(run, "report.html"), "utf8")).toContain("On lists of known harm: 5 of 16 pairs");
  const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const all = Buffer.concat(files.map((one) => readFileSync(join(one.parentPath, one.name)))).toString(
    "latin1",
  );
  for (const { caption, url, sha256, pdq, bytes } of denied)
    for (const secret of [Buffer.from(caption).toString("latin1"), url, sha256, pdq, digest("md5", bytes)])
      expect(all.includes(secret)).toBe(false);
  expect(all).toContain(free.sha256);
});

it("seals the list of hits for its custodian", async () => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(await identity);
  const hits = [];
  for (const name of readdirSync(join(run, "hits")))
    hits.push(...(await decrypter.decrypt(readFileSync(join(run, "hits", name)), "text")).trim().split("\n"));
  const found = hits.map((line) => JSON.parse(line) as { key: string; kind: string; list: string });
  expect(new Map(found.map(({ key, kind }) => [key, kind]))).toEqual(
    new Map(denied.map(({ key }, i) => [key, ["md5", "sha1", "sha256", "pdq", "url"][i]])),
  );
});

it("no policy and no reviewer lets them pass, and nobody sees them", async () => {
  const policy = folder("all.yaml");
  writeFileSync(
    policy,
    "name: all\nversion: 1\ndescription: d\nrules:\n  - id: any\n    reason: r\n    when: 'true'\n    action: keep\n",
  );
  const decided = JSON.parse((await sluice("decide", run, "--policy", policy, "--json")).stdout);
  expect(decided.actions).toEqual({ keep: 11, review: 0, drop: 5 });
  const [{ key = "" } = {}] = denied;
  expect((await sluice("why", run, key)).stdout).toContain("on a list of known harm");
  const labels = folder("labels.jsonl");
  writeFileSync(labels, `${JSON.stringify({ key, verdict: "keep", reviewer: "somebody" })}\n`);
  await sluice("review", "import", run, labels);
  const to = folder("all");
  const curated = await sluice("curate", run, "--policy", policy, "--to", to, "--json", "--quiet");
  expect(JSON.parse(curated.stdout).pairs.written).toBe(11);
  const removed = (await rows(join(to, "removed.parquet"))).filter((row) => row["rule"] === "denied");
  expect(removed.map((row) => [row["key"], row["sha256"]]).sort()).toEqual(
    denied.map((one) => [one.key, null]).sort(),
  );
  expect((await sluice("curate", "--check", to)).code).toBe(0);
  await withRun({ folder: run, policy }, async (view) => {
    const { images } = await openTiles(view, null);
    const [place] = await view.query.rows<{ shard: string; row: number }>(
      "SELECT shard, row FROM scores WHERE denied LIMIT 1",
    );
    const image = await images?.image(place?.shard ?? "", place?.row ?? 0);
    images?.close();
    expect(image).toEqual({ reason: expect.stringContaining("known harm") });
  });
});

it("refuses to go on with other lists, and lists that are none", async () => {
  const other = await sluice("audit", source, "--filters", filters, "--out", run);
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining("other lists of known harm (--hashes): known.txt then, none now"),
  ]);
  const bad = folder("bad.txt");
  writeFileSync(bad, "zz\n");
  for (const [flags, line] of [
    [["--hashes", bad], /wanted MD5, SHA-1, SHA-256 or PDQ hashes or URLs/u],
    [["--hashes", folder("none.txt")], /Cannot read hash list/u],
    [["--custodian", recipient], /wanted --hashes FILE beside --custodian/u],
    [["--hashes", list, "--custodian", "nobody"], /wanted an age recipient/u],
  ] as const) {
    const { code, stderr } = await sluice("audit", source, "--out", folder("never"), ...flags);
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(line)]);
  }
  expect(existsSync(folder("never"))).toBe(false);
});

it("answers who asks whether they are in it, and writes down that they asked", async () => {
  const picture = folder("me.jpg");
  writeFileSync(picture, free.bytes);
  const ask = async (...flags: readonly string[]) => {
    const { code, stdout, stderr } = await sluice("find", run, "--json", ...flags);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    return JSON.parse(stdout) as { pairs: { key: string; how: string }[]; blind: string[] };
  };
  const keys = folder("keys.txt");
  expect((await ask("--image", picture, "--keys", keys)).pairs[0]).toMatchObject({
    key: free.key,
    how: "exact",
  });
  expect(readFileSync(keys, "utf8").split("\n")[0]).toBe(free.key);
  expect((await ask("--url", `${free.url}#here`)).pairs).toEqual([
    { key: free.key, how: "exact", measure: null },
  ]);
  expect((await ask("--domain", new URL(free.url).hostname)).pairs.map(({ key }) => key)).toContain(free.key);
  expect((await ask("--text", free.caption.toUpperCase())).pairs[0]).toMatchObject({
    key: free.key,
    how: "exact",
  });
  const hidden = denied[0] as KnownPair;
  writeFileSync(picture, hidden.bytes);
  const none = await ask("--image", picture);
  expect(none.pairs.map(({ key }) => key)).not.toContain(hidden.key);
  expect(none.blind.join()).toMatch(/pairs have no picture/u);
  const requests = readFileSync(join(run, "requests.jsonl"), "utf8");
  expect(requests.trim().split("\n")).toHaveLength(5);
  expect(requests).not.toContain(free.caption);
  expect((await sluice("find", run)).stderr).toContain(
    "wanted one of --image, --url, --domain and --text, got none",
  );
});
