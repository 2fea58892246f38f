import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openDataset, trafficSoFar } from "../../../../datasets/index.ts";
import { fetching } from "../../../support/fetching.ts";

const { fetched, origin, picture, at } = fetching();
const hash = (kind: string) => createHash(kind).update(picture()).digest("hex");

it("writes img2dataset's layout, which opens as such: tar, table and statistics", async () => {
  const { to, table, result } = await fetched([
    { url: at("one.jpg"), caption: "a teal square", similarity: 0.31, width: 9 },
    { url: at("404"), caption: "gone", similarity: 0.2 },
    { url: at("two.jpg", "b.test"), similarity: 1 },
  ]);
  expect(readdirSync(to).sort()).toEqual(["00000.parquet", "00000.tar", "00000_stats.json", "FETCHED.yaml"]);
  expect(Object.keys(table[0] ?? {})).toEqual(
    ["similarity", "source_width", "license", "caption", "url", "key", "status", "error_message"].concat([
      "width",
      "height",
      "original_width",
      "original_height",
      "sha256",
    ]),
  );
  expect(table[0]).toMatchObject({
    key: "000000000",
    caption: "a teal square",
    status: "success",
    error_message: null,
    width: 40,
    height: 30,
    similarity: 0.31,
    source_width: 9n,
    sha256: hash("sha256"),
  });
  expect(table[1]).toMatchObject({
    status: "failed_to_download",
    error_message: "HTTP Error 404: Not Found",
    sha256: null,
  });
  expect(JSON.parse(readFileSync(join(to, "00000_stats.json"), "utf8"))).toMatchObject({
    count: 3,
    successes: 2,
    failed_to_download: 1,
    failed_to_resize: 0,
    status_dict: { success: 2, "HTTP Error 404: Not Found": 1 },
  });
  expect(result).toMatchObject({ rows: 3, fetched: 2, denied: 0 });
  const dataset = await openDataset(to);
  expect(dataset.troubles).toEqual([]);
  expect(dataset.format).toBe("webdataset");
  const pairs = [];
  for await (const pair of dataset.shards[0]?.read(new AbortController().signal) ?? []) pairs.push(pair);
  expect(pairs.shift()).toEqual({
    trouble: 'Cannot audit 1 of 3 rows of "00000.parquet": never downloaded (1 failed_to_download)',
  });
  expect(pairs.map((pair) => "key" in pair && [pair.key, pair.caption, pair.url])).toEqual([
    ["00000/000000000", "a teal square", at("one.jpg")],
    ["00000/000000002", "a caption", at("two.jpg", "b.test")],
  ]);
});

it("gives every lie of a server one row with its reason, and goes on", async () => {
  const lies: readonly (readonly [path: string, status: string, why: RegExp | null])[] = [
    ["429", "success", null],
    ["503", "success", null],
    ["always503", "failed_to_download", /answers later/u],
    ["cut", "success", null],
    ["longer", "failed_to_download", /connection failed/u],
    ["endless", "failed_to_download", /at most 100000 bytes/u],
    ["large", "failed_to_download", /at most 100000 bytes/u],
    ["drip", "failed_to_download", /longer than 1500 ms/u],
    ["silent", "failed_to_download", /longer than 1500 ms/u],
    ["loop/0", "failed_to_download", /at most 5 redirects/u],
    ["html", "failed_to_download", /wanted an image, got another type/u],
    ["liar", "failed_to_resize", /got an HTML page/u],
    ["410", "failed_to_download", /HTTP Error 410: Gone/u],
    [`to/${encodeURIComponent("/plain.jpg")}`, "success", null],
    [`to/${encodeURIComponent("http://10.0.0.7/x.jpg")}`, "failed_to_download", /private or reserved/u],
    [`to/${encodeURIComponent("http://inside.test/x.jpg")}`, "failed_to_download", /private or reserved/u],
    [`to/${encodeURIComponent("http://[::1]/x.jpg")}`, "failed_to_download", /private or reserved/u],
    [
      `to/${encodeURIComponent("http://169.254.169.254/latest")}`,
      "failed_to_download",
      /private or reserved/u,
    ],
    [`to/${encodeURIComponent("file:///etc/passwd")}`, "failed_to_download", /redirect to http or https/u],
  ];
  const before = trafficSoFar();
  // Only what never ends may take too long, on a machine that is busy as well.
  for (const timeoutMs of [1500, 20_000]) {
    const some = lies.filter(([path]) => (timeoutMs === 1500) === /^(?:drip|silent)$/u.test(path));
    const { table } = await fetched(
      some.map(([path], i) => ({ url: at(path, `h${i}.test`) })),
      { limits: { timeoutMs, mostBytes: 100_000, mostPauseMs: 10 } },
    );
    expect(table.map(({ status }) => status)).toEqual(some.map(([, status]) => status));
    for (const [i, [path, , why]] of some.entries())
      if (why) expect(table[i]?.["error_message"], path).toMatch(why);
  }
  const { requests, retries, bytes } = trafficSoFar();
  expect(requests - before.requests).toBeGreaterThan(2 * lies.length);
  expect(retries - before.retries).toBeGreaterThanOrEqual(5);
  expect(bytes - before.bytes).toBeGreaterThan(100_000);
});

it("asks no private address and nothing but http and https, whatever data write", async () => {
  const written: readonly (readonly [url: string | undefined, why: RegExp])[] = [
    ["javascript:alert(1)", /wanted http or https, got javascript:/u],
    ["data:image/png;base64,AAAA", /got data:/u],
    ["ftp://a.test/x.jpg", /got ftp:/u],
    ["file:///etc/passwd", /got file:/u],
    [`http://2130706434:${origin().port}/x.jpg`, /private or reserved/u],
    [`http://0x7f.2:${origin().port}/x.jpg`, /private or reserved/u],
    [`http://[::1]:${origin().port}/x.jpg`, /private or reserved/u],
    [`http://[::ffff:10.0.0.1]:${origin().port}/x.jpg`, /private or reserved/u],
    [`http://[fd00::1]:${origin().port}/x.jpg`, /private or reserved/u],
    [at("x.jpg", "inside.test"), /private or reserved/u],
    [at("x.jpg", "both.test"), /private or reserved/u],
    [at("x.jpg", "nowhere.test"), /no address/u],
    ["http://xn--a/x.jpg", /wanted an address/u],
    ["http://user:word@a.test/x.jpg", /without a password/u],
    ["not an address", /wanted an address/u],
    [undefined, /no address/u],
  ];
  const { table } = await fetched(written.map(([url]) => ({ url })));
  for (const [i, [url, why]] of written.entries()) {
    expect(table[i]?.["status"], url).toBe("failed_to_download");
    expect(table[i]?.["error_message"], url).toMatch(why);
  }
  expect(origin().requests).toEqual([]);
  const punycode = await fetched([{ url: at("x.jpg", "bücher.test") }]);
  expect(punycode.table[0]).toMatchObject({ status: "success" });
  expect(origin().requests.at(-1)?.host).toBe("xn--bcher-kva.test");
});

it("never asks for what is on a deny list, and keeps of it a key and that", async () => {
  const deny = [
    "# ours",
    at("bad.jpg"),
    "badhost.test",
    `url-md5:${createHash("md5").update(at("hashed.jpg")).digest("hex")}`,
    `sha256:${"ab".repeat(32)}`,
  ];
  const { table, to } = await fetched(
    [
      { url: at("bad.jpg"), caption: "SECRETWORD", note: "SECRETWORD" },
      { url: at("x.jpg", "sub.badhost.test"), caption: "SECRETWORD" },
      { url: at("hashed.jpg"), caption: "SECRETWORD" },
      { url: at(`to/${encodeURIComponent(at("bad.jpg"))}`), caption: "SECRETWORD" },
      { url: at("stated.jpg"), sha256: "ab".repeat(32), caption: "SECRETWORD" },
      { url: at("good.jpg") },
    ],
    { deny: deny.join("\n") },
  );
  for (const [i, row] of table.slice(0, 5).entries()) {
    const { key, status, ...rest } = row;
    expect([key, status]).toEqual([`00000000${i}`, "denied"]);
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
  }
  expect(table[5]).toMatchObject({ status: "success" });
  expect(
    origin()
      .requests.map(({ path }) => path)
      .filter((path) => /bad|hashed|stated/u.test(path.split("/to/")[0] ?? "") && !path.startsWith("/to")),
  ).toEqual([]);
  expect(origin().requests.some(({ host }) => host.includes("badhost"))).toBe(false);
  const files = readdirSync(to)
    .map((name) => readFileSync(join(to, name), "latin1"))
    .join("");
  expect(files).not.toContain("SECRETWORD");
  expect(files).not.toContain("bad.jpg");
});

it("holds hashes against deny lists before anything is written, and against what the list states", async () => {
  const bad = await fetched([{ url: at("x.jpg") }], { deny: hash("md5") });
  expect(bad.table[0]).toMatchObject({ status: "denied", url: null, caption: null, sha256: null });
  expect(readFileSync(join(bad.to, "00000.tar")).includes(picture())).toBe(false);
  const { table } = await fetched([
    { url: at("x.jpg"), sha256: hash("sha256") },
    { url: at("y.jpg"), md5: "00".repeat(16) },
  ]);
  expect(table[0]).toMatchObject({ status: "success", source_sha256: hash("sha256") });
  expect(table[1]).toMatchObject({
    status: "failed_to_download",
    error_message: "hash mismatch",
    sha256: null,
  });
});
