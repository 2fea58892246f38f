import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, it } from "vitest";
import { fetching } from "../../../support/fetching.ts";
import { type KnownPair, knownTars } from "../../../support/known-pairs.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const { fetched, events, origin, at, placeOf } = fetching();
const folder = scratchFolder();
let known: readonly KnownPair[] = [];
const SECRET = "SECRETWORD";

beforeAll(async () => {
  known = await knownTars(folder("tars"));
});

/** Every byte below a folder, names included. */
function everything(path: string): Buffer {
  return Buffer.concat(
    readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [Buffer.from(file), ...(entry.isFile() ? [readFileSync(file)] : [])];
    }),
  );
}

it("denies by looks, in any of eight ways to lay a picture, before a byte of it reaches the disk", async () => {
  const [bad, free] = [known[2], known[4]] as [KnownPair, KnownPair];
  const again = await sharp(bad.bytes).resize(420, 315).jpeg({ quality: 70 }).toBuffer();
  const turned = await sharp(bad.bytes).rotate(90).flop().png().toBuffer();
  const { width, height } = { width: 480, height: 360 };
  const blank = { create: { width, height, channels: 3, background: "teal" } } as const;
  // An honest frame first, the known picture behind it.
  const frames = await sharp([await sharp(blank).png().toBuffer(), Buffer.from(bad.bytes)], {
    join: { animated: true },
  })
    .webp({ delay: [100, 100], lossless: true })
    .toBuffer();
  for (const [name, bytes] of Object.entries({ again, turned, frames, free: free.bytes }))
    origin().pictures.set(`${name}.jpg`, bytes);
  const rows = ["again", "turned", "frames"].map((name) => ({
    url: at(`${name}.jpg`),
    caption: SECRET,
    [`field of ${SECRET}`]: 1,
    // A row that fails otherwise has its address and its caption: what is known goes before.
    sha256: "00".repeat(32),
  }));
  const { table, to, result } = await fetched([...rows, { url: at("free.jpg") }], {
    known: `pdq: ${bad.pdq}\n# with remarks\nno entry`,
    limits: { mostBytes: 5_000_000 },
  });
  expect(result).toMatchObject({ rows: 4, fetched: 1, denied: 3 });
  for (const row of table.slice(0, 3)) {
    const told = Object.entries(row).filter(([, value]) => value !== null);
    expect(told.map(([name]) => name).sort()).toEqual(["key", "status"]);
  }
  expect(table[3]).toMatchObject({ status: "success" });
  const kept = everything(to);
  for (const word of [SECRET, "again.jpg", "turned.jpg", "frames.jpg", bad.pdq]) {
    expect(kept.includes(word), word).toBe(false);
    expect(JSON.stringify(events), word).not.toContain(word);
  }
  for (const bytes of [again, turned, frames]) expect(kept.includes(bytes.subarray(100, 164))).toBe(false);
});

it("leaves nothing of it behind where the fetch is broken off, and denies it when it is fetched again", async () => {
  const bad = known[2] as KnownPair;
  const again = await sharp(bad.bytes).resize(430, 322).jpeg({ quality: 71 }).toBuffer();
  origin().pictures.set("again2.jpg", again);
  const row = { url: at("again2.jpg"), caption: SECRET };
  const stop = new AbortController();
  const before = events.length;
  const cut = fetched(
    [row, { url: at("silent") }],
    { known: `${bad.pdq},90`, signal: stop.signal, list: "cut" },
    "cut",
  );
  const refused = expect(cut).rejects.toThrow();
  await expect.poll(() => events.slice(before).filter(({ type }) => type === "pairs-scored").length).toBe(1);
  stop.abort();
  await refused;
  for (const word of [SECRET, "again2", bad.pdq])
    expect(everything(placeOf("cut")).includes(word)).toBe(false);
  expect(everything(placeOf("cut")).includes(again.subarray(100, 164))).toBe(false);
  const on = await fetched([row, { url: at("404") }], { known: `${bad.pdq},90` }, "on");
  expect(on.table.map(({ status }) => status)).toEqual(["denied", "failed_to_download"]);
});

it("asks for nothing whose row, address or redirect is on such a list, however it is spelt", async () => {
  const digest = (kind: string, text: string) => createHash(kind).update(text).digest("hex");
  const bytes = (known[6] as KnownPair).bytes;
  origin().pictures.set("bytes.jpg", bytes);
  const md5 = digest("md5", "somebody's");
  const list = [
    at("bad%7Eone.jpg").replace("http:", "https:").replace(/:\d+/u, ""),
    `sha1: ${digest("sha1", "another's")}`,
    md5.toUpperCase(),
    createHash("sha256").update(bytes).digest("hex"),
  ];
  const { table, to } = await fetched(
    [
      { url: at("bad~one.jpg"), caption: SECRET },
      { url: at(`to/${encodeURIComponent(at("b%61d~one.jpg", "www.a.test"))}`), caption: SECRET },
      { url: at("second.jpg"), caption: SECRET, original: { digest: digest("sha1", "another's") } },
      { url: at(`${md5}.jpg`), caption: SECRET },
      { url: at("third.jpg"), caption: SECRET, page: at("bad~one.jpg", "a.test") },
      { url: at("bytes.jpg"), caption: SECRET },
    ],
    { known: list.join("\n") },
  );
  for (const row of table)
    expect(Object.entries(row).filter(([, value]) => value !== null)).toEqual([
      ["key", expect.any(String)],
      ["status", "denied"],
    ]);
  const asked = origin().requests.map(({ path }) => path.split("/")[1]);
  expect(asked.filter((path) => !["robots.txt", "to", "bytes.jpg"].includes(path ?? ""))).toEqual([]);
  expect(everything(to).includes(SECRET)).toBe(false);
});
