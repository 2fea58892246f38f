/**
 * What this machine's devices are worth to an audit, in one go: what doctor says, how far scores are from the CPU's,
 * and pairs a second by device and number of decoding workers:
 *
 *     npm run bench:devices -- --devices cpu,cpu:0,cuda --workers 1,2,4,8,16
 *
 * Devices that do not serve say why and cost nothing else. Models are loaded within the time that is counted.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { readParts } from "../src/run/run.ts";
import { root, sluice } from "../test/support/cli.ts";
import { packTar, sourcePairs } from "./pack.ts";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "cpu,cpu:0,cuda" },
    workers: { type: "string", default: "1,2,4" },
    pairs: { type: "string", default: "512" },
    filters: { type: "string", default: "nsfw-image" },
  },
});
const workers = values.workers.split(",").map(Number);
const devices = values.devices.split(",");

/** One row of scores by pair. */
type Scores = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** An audit on a device: pairs a second and scores, or why there is none. */
async function audited(uri: string, out: string, device: string, count: number) {
  const flags = ["--filters", values.filters, "--device", device, "--workers", String(count)];
  const { code, stderr } = await sluice("audit", uri, "--out", out, ...flags);
  if (code !== 0) return { refused: (stderr.trim().split("\n").at(-1) ?? "").replace("sluice: ", "") };
  const [part] = await readParts(out);
  return { rate: (part?.pairs ?? 0) / (part?.seconds ?? 1), scores: await scoresOf(out) };
}

async function scoresOf(run: string): Promise<Scores> {
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  for (const name of await readdir(join(run, "scores"))) {
    const file = await asyncBufferFromFile(join(run, "scores", name));
    for (const row of await parquetReadObjects({ file, compressors })) rows.set(String(row["key"]), row);
  }
  return rows;
}

/** The largest difference of any number in two runs over the same pairs. */
function apart(a: Scores, b: Scores): number {
  let most = 0;
  for (const [key, row] of a)
    for (const [name, value] of Object.entries(row)) {
      const other = b.get(key)?.[name];
      if (typeof value === "number") most = Math.max(most, Math.abs(value - Number(other)));
    }
  return most;
}

const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
try {
  const found = await sourcePairs();
  const uri = found.length > 0 ? join(folder, "pairs.tar") : join(root, "datasets/sample/shards");
  if (found.length > 0) await packTar(found, Number(values.pairs), uri);
  console.log((await sluice("doctor")).stdout.trim());
  console.log(
    `\n| Device | workers | pairs/s | most that a score is off the CPU's |\n| --- | --- | --- | --- |`,
  );
  let nth = 0;
  const own = await audited(uri, join(folder, `${nth++}`), "cpu", Math.max(...workers));
  for (const device of devices)
    for (const count of workers) {
      const made = await audited(uri, join(folder, `${nth++}`), device, count);
      if ("refused" in made) {
        console.log(`| ${device} | – | – | ${made.refused} |`);
        break;
      }
      const off = "scores" in own ? apart(own.scores, made.scores).toExponential(1) : "–";
      console.log(`| ${device} | ${count} | ${made.rate.toFixed(1)} | ${off} |`);
    }
} finally {
  await rm(folder, { recursive: true, force: true });
}
