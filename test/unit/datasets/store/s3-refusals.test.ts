import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { examinePlace, openDataset } from "../../../../datasets/index.ts";
import { s3Store } from "../../../../datasets/store/s3.ts";
import { s3Access } from "../../../../datasets/store/s3-client.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { liarEnv, listing, refusing, type S3Liar, SECRET, startS3Liar } from "../../../support/s3-liar.ts";

let liar: S3Liar;

beforeEach(async () => {
  liar = await startS3Liar();
  for (const [name, value] of Object.entries(liarEnv(liar))) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await liar.close();
});

const messageOf = async (uri: string) => {
  const error = await openDataset(uri).catch((cause: Error) => cause);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).not.toMatch(new RegExp(`\n|${SECRET}`, "u"));
  return message;
};

it.each([
  [400, "ExpiredToken", {}, /its credentials have expired \(ExpiredToken\); get new ones$/u],
  [403, "InvalidAccessKeyId", {}, /does not take these credentials \(InvalidAccessKeyId\); check AWS_/u],
  [403, "SignatureDoesNotMatch", {}, /does not take these credentials/u],
  [403, "AccessDenied", {}, /it refuses it \(AccessDenied\); check that these credentials/u],
  [404, "NoSuchBucket", {}, /there is no such bucket$/u],
  [403, "RequestTimeTooSkewed", {}, /the clock of this machine is wrong/u],
  [
    301,
    "PermanentRedirect",
    { "x-amz-bucket-region": "eu-west-1", location: "http://169.254.169.254/" },
    /its bucket is in another region, eu-west-1 \(PermanentRedirect\); set AWS_REGION/u,
  ],
  [307, "TemporaryRedirect", { location: "http://127.0.0.1:1/" }, /its bucket is in another region \(/u],
  [
    400,
    "AuthorizationHeaderMalformed",
    { "x-amz-bucket-region": "no region\u0007" },
    /in another region \(Auth/u,
  ],
] as const)(
  "says in one line what %i %s is, and repeats nothing of it",
  async (status, code, headers, why) => {
    const clean = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("\u0007", "")]),
    );
    liar.answer = refusing(status, code, clean);
    expect(await messageOf("s3://bucket/00000.tar")).toMatch(why);
    expect(await messageOf("s3://bucket/{00000..41455}.tar")).toMatch(why);
    const { problem, credentials, place } = await examinePlace("s3://bucket/data");
    expect(problem).toMatch(why);
    expect(`${problem}${credentials}${place}`).not.toContain(SECRET);
  },
);

const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

it("asks unsigned where nobody is named, reads a public bucket so, and says it where that is refused", async () => {
  for (const name of KEYS) vi.stubEnv(name, "");
  expect(await messageOf("s3://bucket/00000.tar")).toMatch(
    /it refuses it \(AccessDenied\) to who has no credentials; set AWS_ACCESS_KEY_ID/u,
  );
  expect((await examinePlace("s3://bucket")).credentials).toMatch(
    /^none were found: requests are not signed, as public buckets take them, for 127\.0\.0\.1:\d+$/u,
  );
  const signed: unknown[] = [];
  liar.answer = (request, response) => {
    signed.push(request.headers.authorization, request.headers["x-amz-security-token"]);
    if (request.url?.includes("list-type")) return void response.end(listing([["a.txt", 3, "e"]]));
    response.writeHead(206, { etag: '"e"', "content-range": "bytes 0-2/3", "content-length": 3 }).end("abc");
  };
  const store = s3Store(await s3Access(), "bucket");
  for await (const _ of store.list(""));
  expect(String(Buffer.from(await store.range("a.txt", { start: 0, end: 3 })))).toBe("abc");
  expect(signed).toEqual([undefined, undefined, undefined, undefined]);
});

it.each([
  ["half a pair of keys", { AWS_ACCESS_KEY_ID: "AKIA" }],
  ["a profile that is not there", { AWS_PROFILE: "nobody" }],
])("says that there are no credentials for %s, and asks nothing", async (_, named) => {
  for (const name of KEYS) vi.stubEnv(name, "");
  for (const [name, value] of Object.entries(named)) vi.stubEnv(name, value);
  expect(await messageOf("s3://bucket/00000.tar")).toMatch(
    /there are no credentials, or they have run out; set/u,
  );
  expect((await examinePlace("s3://bucket")).credentials).toMatch(
    /^none for 127\.0\.0\.1:\d+: AWS_ACCESS_KEY_ID/u,
  );
  expect(liar.requests).toEqual([]);
});

it("takes endpoint, region and keys from a profile, asks it by paths, and AWS_ENDPOINT_URL_S3 before it", async () => {
  const folder = scratchFolder();
  for (const name of [...KEYS, "AWS_ENDPOINT_URL", "AWS_REGION"]) vi.stubEnv(name, "");
  const config = folder("config");
  const lines = [`endpoint_url = ${liar.url}`, "region = eu-west-3", "aws_access_key_id = AKIAPROFILE"];
  writeFileSync(config, ["[profile own]", ...lines, `aws_secret_access_key = ${SECRET}`].join("\n"));
  vi.stubEnv("AWS_CONFIG_FILE", config);
  vi.stubEnv("AWS_PROFILE", "own");
  expect(await messageOf("s3://bucket/00000.tar")).toMatch(/it refuses it \(AccessDenied\)/u);
  expect(liar.requests[0]).toMatch(/^HEAD \/bucket\/00000\.tar/u);
  const { credentials } = await examinePlace("s3://bucket");
  expect(credentials).toMatch(/^those of AWS's shared files, for 127\.0\.0\.1:\d+$/u);
  const before = liar.requests.length;
  vi.stubEnv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
  expect(await messageOf("s3://bucket/00000.tar")).toMatch(/cannot be reached \(ECONNREFUSED\)/u);
  expect(liar.requests).toHaveLength(before);
});

it.each([
  ["s3://", /wanted s3:\/\/BUCKET\/PATH, got "s3:\/\/"/u],
  [`s3://AKIA:${SECRET}@bucket/x.tar`, /got one with a key or a port in it/u],
  ["s3://../x.tar", /wanted s3:\/\/BUCKET\/PATH/u],
  ["s3://bucket/a/../x.tar", /wanted a path inside its bucket$/u],
  ["gs://bucket/x.tar", /s3:\/\/BUCKET or https:\/\/, got gs:\/\//u],
])("refuses %s", async (uri, why) => {
  expect(await messageOf(uri)).toMatch(why);
  expect(liar.requests).toEqual([]);
});

it("takes no page, no endless listing and no endless answer for object storage", async () => {
  liar.answer = (_, response) => response.writeHead(200).end("<html><body>It works</body></html");
  expect(await messageOf("s3://bucket/")).toMatch(/its answer is none of S3; check AWS_ENDPOINT_URL$/u);
  liar.answer = (_, response) => response.end(listing([["a.tar", 3, "e"]], "the same again"));
  expect(await messageOf("s3://bucket/")).toMatch(/its listing does not end$/u);
  liar.answer = (_, response) => {
    response.on("error", () => undefined);
    const more = () => {
      while (response.writable && response.write(Buffer.alloc(2 ** 20, "x")));
      if (response.writable) response.once("drain", more);
    };
    more();
  };
  expect(await messageOf("s3://bucket/")).toMatch(/nobody answers as S3/u);
  vi.stubEnv("AWS_ENDPOINT_URL", `http://user:${SECRET}@`);
  expect(await messageOf("s3://bucket/")).toMatch(/check the network and AWS_ENDPOINT_URL$/u);
});

it("copies nothing that the disk has no room for, and says how much is wanted", async () => {
  liar.answer = (request, response) => {
    if (request.method === "HEAD") return refusing(404, "NotFound")(request, response, 0);
    response.end(listing([["data/train.jsonl", 9e14, "e"]]));
  };
  expect(await messageOf("s3://bucket/data")).toMatch(
    /: 900000\.0 GB of JSON, [^\n]+ have to be copied first, and there is room for [\d.]+ GB; name fewer/u,
  );
  expect(liar.requests.filter((request) => request.includes("train.jsonl"))).toEqual([]);
});

it("lets no name lead out of the place, and no answer be of another object than was listed", async () => {
  const keys = ["../../etc/x.tar", "/var/x.tar", "a//b.tar", "folder/", "good.tar"];
  const etags = { good: "one" };
  liar.answer = (request, response) => {
    if (request.url?.includes("list-type")) {
      response.end(listing(keys.map((key) => [key, 4096, etags.good] as const)));
      return;
    }
    response.writeHead(206, { etag: '"another"', "content-range": "bytes 0-9/4096", "content-length": 10 });
    response.end("0123456789");
  };
  const store = s3Store(await s3Access(), "bucket");
  const found = [];
  for await (const { key } of store.list("")) found.push(key);
  expect(found).toEqual(["good.tar"]);
  await expect(store.range("good.tar", { start: 0, end: 10 })).rejects.toThrow(
    /^Cannot read "s3:\/\/bucket\/good\.tar": it changed while it was read/u,
  );
});

it("goes on where it was cut, waits where it is asked to, and names what is gone", async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251));
  let answers = 0;
  liar.answer = (request, response) => {
    if (request.url?.includes("list-type")) return void response.end(listing([["x.bin", bytes.length, "e"]]));
    answers++;
    if (answers === 2) return refusing(503, "SlowDown", { "retry-after": "0" })(request, response, 0);
    const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/u.exec(request.headers.range ?? "") ?? [];
    const part = bytes.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, {
      etag: '"e"',
      "content-length": part.length,
      "content-range": `bytes ${from}-${to}/${bytes.length}`,
    });
    if (answers % 2 === 1) response.write(part.subarray(0, 30_000), () => response.destroy());
    else response.end(part);
  };
  const store = s3Store(await s3Access(), "bucket");
  for await (const _ of store.list(""));
  expect(bytes.equals(await store.range("x.bin", { start: 0, end: bytes.length }))).toBe(true);
  expect(answers).toBe(4);
  liar.answer = refusing(404, "NoSuchKey");
  await expect(store.range("x.bin", { start: 0, end: 10 })).rejects.toThrow(/x\.bin": no such file$/u);
});
