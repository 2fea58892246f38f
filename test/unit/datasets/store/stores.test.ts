import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { httpsStore } from "../../../../datasets/store/https.ts";
import { hubStore } from "../../../../datasets/store/hub.ts";
import { mayOnlyRead } from "../../../../datasets/store/hub-api.ts";
import { localStore } from "../../../../datasets/store/local.ts";
import { s3Store } from "../../../../datasets/store/s3.ts";
import { s3Access } from "../../../../datasets/store/s3-client.ts";
import { STORED, storeContract, writableStoreContract } from "../../../contracts/store.ts";
import { type DataHub, HUB_COMMIT, startDataHub } from "../../../support/data-hub.ts";
import { type S3Server, startS3, withoutS3 } from "../../../support/s3-server.ts";

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-store-"));
  closing.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function startHub(): Promise<DataHub> {
  const hub = await startDataHub(STORED, 100);
  closing.push(hub.close);
  return hub;
}

describe("a local store", () => {
  storeContract(async () => {
    const folder = await scratch();
    const change = async (key: string, bytes: Uint8Array) => {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), bytes);
    };
    for (const [key, bytes] of Object.entries(STORED)) await change(key, bytes);
    return { store: localStore(folder), change };
  });
  writableStoreContract(async () => localStore(await scratch()));

  it("takes no key that leads out of it", async () => {
    const store = localStore(await scratch());
    for (const key of ["../x", "a/../../x", "/x", "a\\b", ""])
      await expect(store.putIfAbsent(key, Buffer.from("x"))).rejects.toThrow(/wanted a path inside/u);
  });
});

describe("a store of the hub", () => {
  storeContract(async () => {
    const hub = await startHub();
    const access = { endpoint: hub.url, token: undefined, from: undefined };
    return {
      store: hubStore(access, "org/name", HUB_COMMIT),
      change: async (key, bytes) => void hub.files.set(key, bytes),
    };
  });

  it("goes on where it was cut, waits where it is asked to, and asks once where a file lies", async () => {
    const hub = await startHub();
    const store = hubStore({ endpoint: hub.url, token: "hf_secret", from: "test" }, "org/name", HUB_COMMIT);
    hub.fault = (n) => (n < 4 ? "cut" : n === 4 ? "429" : n === 5 ? "503" : undefined);
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.stream("a/b/ü x.bin")) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(STORED["a/b/ü x.bin"] as Uint8Array));
    expect(hub.sent.bytes).toBe(200_000);
    expect(hub.requests.filter((line) => line.includes("/resolve/"))).toHaveLength(1);
    expect(hub.requests.filter((line) => line.includes("/cdn/"))).toHaveLength(6);
  });

  it("asks again where a file lies once its signed address is good no more, at a range's first byte too", async () => {
    const hub = await startHub();
    const store = hubStore({ endpoint: hub.url, token: "hf_secret", from: "test" }, "org/name", HUB_COMMIT);
    const whole = STORED["a/b/ü x.bin"] as Uint8Array;
    const read = async (start: number) =>
      Buffer.from(await store.range("a/b/ü x.bin", { start, end: start + 4 }));
    expect(await read(0)).toEqual(Buffer.from(whole.slice(0, 4)));
    hub.fault = (n) => (n === 2 ? "403" : undefined);
    expect(await read(100)).toEqual(Buffer.from(whole.slice(100, 104)));
    expect(hub.requests.filter((line) => line.includes("/resolve/"))).toHaveLength(2);
    hub.fault = () => "403";
    await expect(read(200)).rejects.toThrow(/the hub refuses it \(403\)/u);
  });

  it("gives up in one line that holds no address with a signature", async () => {
    const hub = await startHub();
    const store = hubStore({ endpoint: hub.url, token: "hf_secret", from: "test" }, "org/name", HUB_COMMIT);
    hub.fault = () => "429";
    const error = await store.range("a/b/ü x.bin", { start: 0, end: 4 }).catch((cause: Error) => cause);
    expect(String(error)).toContain(
      `hf://datasets/org/name@${HUB_COMMIT}/a/b/ü x.bin": it answered 429, 6 times`,
    );
    expect(String(error)).not.toMatch(/secret/u);
  });

  it.each(["/paths-info/", "/resolve/"])(
    "is led by no answer to a private address, and not twice: %s",
    async (part) => {
      const [hub, other] = [await startHub(), await startHub()];
      const store = hubStore({ endpoint: hub.url, token: "hf_secret", from: "test" }, "org/name", HUB_COMMIT);
      const headers = { location: `${other.url}/cdn/empty?X-Signature=secret` };
      hub.instead = (asked) => (asked.includes(part) ? { status: 302, headers } : undefined);
      const error = await store.range("a/b/ü x.bin", { start: 0, end: 4 }).catch((cause: Error) => cause);
      expect(String(error)).toMatch(/Cannot (?:open|read) "hf:[^\n]*wanted a public address, got a private/u);
      expect(String(error)).not.toMatch(/secret/u);
      expect(hub.requests.filter((line) => line.includes(part))).toHaveLength(1);
      expect(other.requests).toEqual([]);
    },
  );
});

describe("what is another thing than the file, of no length stated", () => {
  const page = {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: "<html>".repeat(99),
  };
  const more = {
    status: 200,
    headers: { "content-type": "application/octet-stream" },
    body: "more".repeat(99),
  };
  it.each([
    [page, "a.bin", /a\.bin": it answered with a page \(text\/html\) in place of the file/u],
    [more, "a.bin", /a\.bin": wanted 3 bytes, got more; it changed, or the server is wrong$/u],
    [more, "a.html", /a\.html": wanted 3 bytes, got more/u],
  ] as const)("is not taken for it, by the hub and a web server", async (instead, key, why) => {
    const hub = await startHub();
    for (const name of ["a.bin", "a.html"]) hub.files.set(name, Buffer.from("abc"));
    const access = { endpoint: hub.url, token: undefined, from: undefined };
    for (const store of [hubStore(access, "org/name", HUB_COMMIT), httpsStore(new URL(`${hub.url}/cdn/`))]) {
      hub.instead = () => undefined;
      expect(await store.stat(key)).toMatchObject({ size: 3 });
      hub.instead = () => instead;
      hub.requests.length = 0;
      await expect(store.range(key, { start: 0, end: 3 })).rejects.toThrow(why);
      expect(hub.requests).toHaveLength(1);
    }
  });

  it("is no file of a web server from the first question on, whatever length it states; one called HTML is", async () => {
    const hub = await startHub();
    const store = httpsStore(new URL(`${hub.url}/cdn/`));
    hub.instead = () => ({ ...page, headers: { ...page.headers, "content-length": `${page.body.length}` } });
    await expect(store.stat("a.tar")).rejects.toThrow(/it answered with a page/u);
    expect(hub.requests).toHaveLength(1);
    expect(await store.stat("a.html")).toMatchObject({ size: page.body.length });
  });
});

describe("what the hub says of a token", () => {
  const grains = (...permissions: readonly string[]) => ({
    role: "fineGrained",
    fineGrained: { global: ["discussion.write"], scoped: [{ entity: { type: "user" }, permissions }] },
  });
  it.each([
    ["read alone", { role: "read" }, true],
    ["write", { role: "write" }, false],
    ["some of each", grains("repo.content.read"), true],
    ["nothing of any dataset", { role: "fineGrained", fineGrained: { global: [], scoped: [] } }, true],
    ["datasets written", grains("repo.content.read", "repo.write"), false],
    ["grains it does not name", { role: "fineGrained" }, false],
    ["a role that nobody knows", { role: "oracle" }, false],
    ["no role", null, false],
    ["no answer to the question", undefined, false],
  ])("knows who may only read by it alone: %s", async (_, accessToken, only) => {
    const hub = await startHub();
    hub.accessToken = accessToken;
    const access = { endpoint: hub.url, token: "hf_secret", from: "test" };
    expect(await mayOnlyRead(access)).toBe(only);
    hub.instead = () => ({ status: 200, body: "<html>" });
    expect(await mayOnlyRead(access)).toBe(false);
    expect(hub.requests).toHaveLength(2);
  });
});

describe("a store of a web server", () => {
  storeContract(async () => {
    const hub = await startHub();
    return {
      store: httpsStore(new URL(`${hub.url}/cdn/`)),
      change: async (key, bytes) => void hub.files.set(key, bytes),
    };
  }, false);

  it("is led to no private address", async () => {
    const hub = await startHub();
    const other = await startHub();
    const store = httpsStore(new URL(`${hub.url}/cdn/`));
    for (const [to, why] of [
      [`${other.url}/cdn/empty`, /elsewhere": wanted a public address, got a private/u],
      ["http://2130706433/x", /wanted a public address/u],
      ["http://[::ffff:10.0.0.1]/x", /wanted a public address/u],
      ["ftp://example.org/x", /wanted a redirect to http or https, got one to ftp:/u],
      ["http://user:password@example.org/x", /wanted a redirect without a password in it/u],
      ["/cdn/elsewhere", /wanted at most 5 redirects, got more/u],
    ] as const) {
      hub.elsewhere = to;
      await expect(store.stat("elsewhere")).rejects.toThrow(why);
    }
    expect(other.requests).toEqual([]);
  });
});

describe.skipIf(withoutS3)("a store of object storage", () => {
  let server: S3Server;
  let buckets = 0;
  beforeAll(async () => {
    server = await startS3();
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  const emptyBucket = async () => {
    const name = `bucket-${++buckets}`;
    await server.bucket(name);
    return name;
  };

  storeContract(async () => {
    const bucket = await emptyBucket();
    const change = (key: string, bytes: Uint8Array) => server.put(bucket, `below/${key}`, bytes);
    for (const [key, bytes] of Object.entries(STORED)) await change(key, bytes);
    await server.put(bucket, "beside.txt", Buffer.from("not below"));
    return { store: s3Store(await s3Access(), bucket, "below/"), change };
  });
  writableStoreContract(async () => s3Store(await s3Access(), await emptyBucket()));

  it("sends what is large in parts, and takes them away where it fails", async () => {
    const store = s3Store(await s3Access(), await emptyBucket());
    const large = Buffer.alloc(40 * 2 ** 20, "0123456789abcdef");
    const kept = await store.multipart("kept.bin");
    for (let at = 0; at < large.length; at += 3 * 2 ** 20)
      await kept.write(large.subarray(at, at + 3 * 2 ** 20));
    expect(await store.stat("kept.bin")).toBeUndefined();
    await kept.complete();
    const { size, etag } = (await store.stat("kept.bin")) ?? {};
    expect([size, etag?.slice(-2)]).toEqual([large.length, "-3"]);
    expect(large.equals(await store.range("kept.bin", { start: 0, end: large.length }))).toBe(true);
    const left = await store.multipart("left.bin");
    await left.write(large);
    await left.abort();
    await expect(left.complete()).rejects.toThrow(/it was given up$/u);
    expect(await store.stat("left.bin")).toBeUndefined();
  });
});
