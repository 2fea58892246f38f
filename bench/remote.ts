/**
 * What a dataset on a hub costs beside the same on this disk: bytes read over bytes needed, requests a shard, and the
 * rate of an audit by the light image model, with 50 ms added to each answer and one of a hundred bodies cut:
 *
 *     npm run bench:remote
 *
 * The hub is a server on loopback in this process, and shares the machine with the audit.
 */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readParts } from "../src/run/run.ts";
import { sluiceIn } from "../test/support/cli.ts";
import { type DataHub, startDataHub } from "../test/support/data-hub.ts";
import { packTar, sourcePairs } from "./pack.ts";

const DELAY_MS = 50;
const ROUNDS = 3;

const pairs = await sourcePairs();
if (pairs.length === 0) {
  console.error("Cannot measure: wanted ../shared/data/pairs/openstax");
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));

/** Tars in a folder of their own, and a hub that has them. */
async function served(name: string, shards: number, count: number) {
  const here = join(folder, name);
  await mkdir(here);
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < shards; i++) {
    const path = join(here, `${String(i).padStart(5, "0")}.tar`);
    await packTar([...pairs.slice(i * count), ...pairs], count, path);
    files[basename(path)] = await readFile(path);
  }
  const hub = await startDataHub(files);
  hub.delayMs = DELAY_MS;
  hub.fault = (request) => (request % 100 === 1 ? "cut" : undefined);
  const bytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  return {
    here,
    hub,
    bytes,
    shards,
    about: `${shards} tars of ${count} pairs, ${(bytes / 2 ** 20).toFixed(0)} MiB`,
  };
}

/** Pairs a second of an audit, models loaded within. */
async function rate(uri: string, out: string, hub: DataHub, ...filters: readonly string[]): Promise<number> {
  const env = { HF_ENDPOINT: hub.url, XDG_CACHE_HOME: join(folder, "cache") };
  const { code, stderr } = await sluiceIn(
    { env },
    "audit",
    uri,
    "--out",
    join(folder, out),
    "--quiet",
    ...filters,
  );
  if (code !== 0) throw new Error(stderr);
  const [part] = await readParts(join(folder, out));
  return (part?.pairs ?? 0) / (part?.seconds ?? 1);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const URI = "hf://datasets/org/name";
try {
  console.log("| What | of | here | goal |\n| --- | --- | --- | --- |");
  const large = await served("large", 2, 8000);
  await rate(URI, "bytes", large.hub, "--filters", "text-basics");
  const read = (large.hub.sent.bytes / large.bytes).toFixed(3);
  console.log(`| bytes read ÷ bytes needed | ${large.about} | ${read} | ≤ 1.05 |`);
  const asked = (large.hub.requests.length / large.shards).toFixed(1);
  console.log(`| requests a shard, listing included | the same | ${asked} | |`);
  await large.hub.close();

  const small = await served("small", 6, 200);
  const model = ["--filters", "nsfw-image", "--model", "nsfw-image=nsfw-mobilenet-v2"];
  const rounds: { readonly disk: number; readonly far: number }[] = [];
  for (let i = 0; i < ROUNDS; i++)
    rounds.push({
      disk: await rate(join(small.here, "{00000..00005}.tar"), `disk-${i}`, small.hub, ...model),
      far: await rate(URI, `far-${i}`, small.hub, ...model),
    });
  const of = `${small.about}, ${ROUNDS} rounds`;
  console.log(`| pairs/s from this disk | ${of} | ${median(rounds.map(({ disk }) => disk)).toFixed(1)} | |`);
  console.log(`| pairs/s from the hub | the same | ${median(rounds.map(({ far }) => far)).toFixed(1)} | |`);
  const ratio = median(rounds.map(({ disk, far }) => far / disk)).toFixed(2);
  console.log(`| the one ÷ the other, round by round | the same | ${ratio} | ≥ 0.9 |`);
  await small.hub.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
