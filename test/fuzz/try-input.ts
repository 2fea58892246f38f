import { readFileSync } from "node:fs";
import { decodeFrames, isTrouble, openDataset, placeMap } from "../../datasets/index.ts";
import { parsePolicy } from "../../filters/policies.ts";
import { mapWish } from "../../src/actions/map-file.ts";
import type { Seed } from "./seeds.ts";

/** What the promise of every public surface is: errors of one line, rows without a gap, no throw while reading. */
export async function tryInput(kind: Seed["kind"], path: string): Promise<void> {
  if (kind === "dataset") return tryDataset(path);
  if (kind === "map") return tryMap(path);
  const bytes = readFileSync(path);
  if (kind === "image") return tryImage(bytes);
  try {
    parsePolicy(bytes.toString(), "policy.yaml");
  } catch (error) {
    oneLine(error);
  }
}

/** What a map is tried on. */
const MAPPED = "datasets/sample/shards";

/** A map is refused in one line, or read by; given back as it is recorded, it reads the same. */
async function tryMap(path: string): Promise<void> {
  const map = await mapWish({ map: path }).catch(oneLine);
  if (map === undefined) return;
  const dataset = await openDataset(MAPPED, [], { map }).catch(oneLine);
  if (dataset === undefined) return;
  const recorded = placeMap(dataset);
  const again = placeMap(await openDataset(MAPPED, [], { map: recorded }));
  if (JSON.stringify(again) !== JSON.stringify(recorded)) throw new Broken("another map, given back");
  for (const shard of dataset.shards.slice(0, 1))
    for await (const item of shard.read(new AbortController().signal))
      if (!isTrouble(item) && item.error !== undefined) oneLine(new Error(item.error));
}

async function tryDataset(path: string): Promise<void> {
  const dataset = await openDataset(path).catch(oneLine);
  for (const shard of dataset?.shards ?? []) {
    let next = 0;
    for await (const item of shard.read(new AbortController().signal)) {
      if (isTrouble(item)) oneLine(new Error(item.trouble));
      else {
        if (item.row !== next++) throw new Broken(`row ${item.row} where ${next - 1} was due`);
        if (item.error !== undefined) oneLine(new Error(item.error));
        const image = await item.image?.().catch(oneLine);
        if (image) await tryImage(image);
      }
    }
  }
}

async function tryImage(bytes: Uint8Array): Promise<void> {
  const { facts, pixels, error, further } = await decodeFrames(bytes);
  if (error !== undefined) oneLine(new Error(error));
  if (facts.decodable !== (pixels !== undefined) || facts.decodable !== (error === undefined))
    throw new Broken(`decodable ${facts.decodable}, pixels ${pixels !== undefined}, error ${error}`);
  if (pixels && pixels.data.length !== pixels.width * pixels.height * 3)
    throw new Broken("pixels of another size");
  for await (const frame of further()) if (frame.error !== undefined) oneLine(new Error(frame.error));
}

/** A promise that was not kept. */
export class Broken extends Error {}

function oneLine(error: unknown): undefined {
  if (error instanceof Broken || !(error instanceof Error)) throw error;
  if (/[\n\r]/u.test(error.message) || error.message === "")
    throw new Broken(`an error of other than one line: ${error.message}`);
  // What JavaScript says when a mistake of ours meets odd bytes.
  if (/is not a function|not iterable|Cannot (?:read|set) propert/u.test(error.message))
    throw new Broken(error.stack ?? error.message);
}
