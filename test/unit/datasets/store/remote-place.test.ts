import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { examinePlace, isTrouble, openDataset } from "../../../../datasets/index.ts";
import { trafficSoFar } from "../../../../datasets/store/traffic.ts";
import { type DataHub, startDataHub } from "../../../support/data-hub.ts";

const shards = "datasets/sample/shards";
const signal = new AbortController().signal;
let hub: DataHub;
let folder: string;

/** Rows that gzip badly, in several row groups. */
const table = (rows: number) => {
  const names = Array.from(
    { length: rows },
    (_, i) => `https://example.org/${i * 7919}/${(i * 104729) % 99991}.jpg`,
  );
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "url", data: names, type: "STRING" },
        {
          name: "caption",
          data: names.map((name) => `a picture of ${name.length} and ${name}`),
          type: "STRING",
        },
      ],
      rowGroupSize: Math.ceil(rows / 4),
    }),
  );
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-hub-"));
  hub = await startDataHub({});
  vi.stubEnv("HF_ENDPOINT", hub.url);
  vi.stubEnv("HF_TOKEN", "hf_not_for_anybody");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, maxRetries: 20 });
  await hub.close();
});

/** Puts files on the hub, and in a folder. */
function put(files: Readonly<Record<string, Uint8Array>>): void {
  // Places are known by their commit.
  hub.commit = Array.from({ length: 40 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  hub.files.clear();
  for (const [name, bytes] of Object.entries(files)) {
    hub.files.set(name, bytes);
    writeFileSync(join(folder, name), bytes);
  }
}

/** All that a place gives, pictures too. */
async function everything(uri: string) {
  const { shards: parts, troubles, format, maps } = await openDataset(uri);
  const read = [];
  for (const shard of parts) {
    const items = [];
    for await (const item of shard.read(signal)) {
      const image = isTrouble(item) || !item.image ? undefined : Buffer.from(await item.image());
      items.push({ ...item, image, images: undefined });
    }
    const { name, source, bytes, pairs } = shard;
    // A part of a table is known by its bytes here, and there by what the place states, so that none is fetched twice.
    const digest = /\.\d{5}$/u.test(name) ? undefined : await shard.digest(signal);
    read.push({ name, source, bytes, pairs, items, digest });
  }
  // Where a member lies is known of tars that lie here alone.
  const told = (key: string, value: unknown) => (key === "at" ? undefined : value);
  const lines = read
    .flatMap(({ items, ...shard }) => [shard, ...items])
    .map((one) => JSON.stringify(one, told));
  return [JSON.stringify({ troubles, format, maps }), ...lines];
}

it.each([
  [
    "tars",
    () => ({
      "00000.tar": readFileSync(`${shards}/00000.tar`),
      "00001.tar": readFileSync(`${shards}/00001.tar`),
    }),
  ],
  ["packed tars", () => ({ "a.tar.gz": gzipSync(readFileSync(`${shards}/00000.tar`)) })],
  ["Parquet", () => ({ "train.parquet": table(10_000) })],
  ["Parquet in parts", () => ({ "train.parquet": table(40_000) })],
  ["tables of text", () => ({ "urls.csv": Buffer.from("url,caption\nhttps://example.org/1.jpg,one\n") })],
  ["pictures with captions", () => ({ "1.png": Buffer.from("none"), "1.txt": Buffer.from("one") })],
])("gives of %s on the hub what a folder gives, byte for byte", async (_, files) => {
  put(files());
  const [remote, local] = [await everything("hf://datasets/org/name"), await everything(folder)];
  expect(remote.filter((line, i) => line !== local[i])).toEqual([]);
  expect(remote).toHaveLength(local.length);
});

it("knows each part of a table on the hub by a digest of its own, the same at every opening", async () => {
  put({ "train.parquet": table(40_000) });
  const digests = async () => {
    const { shards: parts } = await openDataset("hf://datasets/org/name");
    return Promise.all(parts.map((part) => part.digest(signal)));
  };
  const [first, second] = [await digests(), await digests()];
  expect(new Set(first).size).toBe(4);
  expect(second).toEqual(first);
});

it("reads a byte once: at most a twentieth more than the dataset has, its hash included", async () => {
  put({ "00001.tar": readFileSync(`${shards}/00001.tar`), "train.parquet": table(60_000) });
  const all = [...hub.files.values()].reduce((sum, { length }) => sum + length, 0);
  const before = trafficSoFar().bytes;
  await everything("hf://datasets/org/name");
  expect(trafficSoFar().bytes - before).toBeLessThanOrEqual(1.05 * all);
  expect(hub.requests.filter((line) => line.includes("/resolve/"))).toHaveLength(2);
});

it("gives the same where bodies are cut and answers are put off", async () => {
  put({ "00001.tar": readFileSync(`${shards}/00001.tar`), "train.parquet": table(20_000) });
  hub.fault = (n) => (n % 3 === 1 ? "cut" : n % 5 === 2 ? "429" : undefined);
  const [remote, local] = [await everything("hf://datasets/org/name"), await everything(folder)];
  expect(remote.filter((line, i) => line !== local[i])).toEqual([]);
});

it.each(["00001.tar", "train.parquet"])(
  "fails the shard whose file changed under the reader: %s",
  async (name) => {
    // More than is kept of what is looked into when it is opened.
    const tar = Buffer.concat(Array<Uint8Array>(12).fill(readFileSync(`${shards}/00001.tar`)));
    put({ "00001.tar": tar, "train.parquet": table(100_000) });
    const { shards: parts } = await openDataset("hf://datasets/org/name");
    hub.fault = (_, path) => (path === name ? "changed" : undefined);
    const broken = [];
    for (const shard of parts)
      try {
        for await (const item of shard.read(signal)) if (isTrouble(item)) continue;
      } catch (cause) {
        broken.push([shard.source, String(cause)]);
      }
    // Parts of a table whose bytes came before the change are whole.
    expect(broken.length).toBeGreaterThan(0);
    for (const one of broken)
      expect(one).toEqual([name, expect.stringMatching(/it changed while it was read/u)]);
    expect(JSON.stringify(broken)).not.toMatch(/not_for_anybody|secret-signature/u);
  },
);

it.each([
  [
    "hf://datasets/org/name@gone",
    /the hub has no such revision of org\/name: it is gone, or was never there$/u,
  ],
  ["hf://datasets/org/other", /the hub has no dataset org\/other/u],
  ["hf://datasets/org/name/nothing.tar", /no such file or folder$/u],
  ["hf://datasets/../name", /wanted hf:\/\/datasets\/ORG\/NAME/u],
  ["hf://models/org/name", /wanted hf:\/\/datasets\/ORG\/NAME/u],
  [
    "https://user:password@example.org/x.tar",
    /^Cannot open a place at example\.org: wanted an address without a password/u,
  ],
])("refuses %s in one line", async (uri, message) => {
  put({ "00000.tar": Buffer.alloc(2048) });
  const error = await openDataset(uri).catch((cause: Error) => cause);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toMatch(/\n|password@|not_for_anybody/u);
});

it("says of a gated dataset, and of a token that is none, what to do", async () => {
  put({ "00000.tar": Buffer.alloc(2048) });
  hub.token = "another";
  await expect(openDataset("hf://datasets/org/name")).rejects.toThrow(
    /refuses it \(401\); accept the terms .* set HF_TOKEN/u,
  );
  hub.gated = true;
  await expect(openDataset("hf://datasets/org/name")).rejects.toThrow(
    /refuses it \(403\); accept the terms/u,
  );
});

it("asks nothing where HF_HUB_OFFLINE is set", async () => {
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  vi.stubEnv("HF_HUB_CACHE", folder);
  await expect(openDataset("hf://datasets/org/name")).rejects.toThrow(
    /HF_HUB_OFFLINE is set, and .* has no copy of org\/name@main/u,
  );
  expect(hub.requests).toEqual([]);
});

it.each(["http://me:hf_not_for_anybody@hub.test", "hub.test", "ftp://hub.test"])(
  "says of an HF_ENDPOINT that is none, or holds a password, what is wanted, and nothing of it",
  async (endpoint) => {
    vi.stubEnv("HF_ENDPOINT", endpoint);
    const wrong = /^Cannot reach the hub: wanted HF_ENDPOINT as https:\/\/HOST, [^\n]*got something else$/u;
    await expect(openDataset("hf://datasets/org/name")).rejects.toThrow(wrong);
    const { problem, credentials } = await examinePlace("hf://datasets/org/name");
    expect(problem).toMatch(wrong);
    expect(`${problem}${credentials}`).not.toContain("hf_not_for_anybody");
  },
);

it("takes a token without the line's end that its file had", async () => {
  hub.token = "hf_not_for_anybody";
  vi.stubEnv("HF_TOKEN", "hf_not_for_anybody\n");
  put({ "00000.tar": readFileSync(`${shards}/00000.tar`) });
  expect((await openDataset("hf://datasets/org/name")).shards).toHaveLength(1);
});

it("copies Parquet of a server that gives no ranges first, and reads each byte once", async () => {
  const bytes = table(40_000);
  let sent = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-length": bytes.length, etag: '"one"' });
    Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += 16_384) {
          sent += Math.min(16_384, bytes.length - at);
          yield bytes.subarray(at, at + 16_384);
        }
      })(),
    )
      .on("error", () => undefined)
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const dataset = await openDataset(`http://127.0.0.1:${port}/urls.parquet`).finally(() => {
    server.closeAllConnections();
    server.close();
  });
  let pairs = 0;
  for (const shard of dataset.shards) for await (const _ of shard.read(signal)) pairs++;
  expect(pairs).toBe(40_000);
  expect(dataset.copied).toEqual({ files: 1, bytes: bytes.length });
  // Once, and what was on its way when its size was asked.
  expect(sent).toBeLessThan(2.2 * bytes.length);
});
