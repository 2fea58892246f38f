import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import sharp from "sharp";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { gifOf } from "../support/moving-images.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";
import { tarOf } from "../support/written.ts";

const folder = scratchFolder();
const source = folder("source");
const run = folder("run");
const insult = "you are a stupid idiot and everyone hates you";
const video = Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "latin1");

/** A white picture, of which nothing can be said. */
const flat = () =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();

/** A picture that is no duplicate of another one. */
function noisy(): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
  return sharp({ create: { width: 48, height: 48, channels: 3, background: "#fff", noise } })
    .jpeg()
    .toBuffer();
}

/** More frames than are looked at. */
const long = (): Buffer =>
  gifOf(
    Array.from({ length: 40 }, (_, i) => ({
      ...{ x: i % 8, y: 0, width: 8, height: 16, disposal: 1 },
      colour: (i % 4) as 0 | 1 | 2 | 3,
    })),
  );

beforeAll(async () => {
  mkdirSync(source);
  const members: (readonly [string, string | Buffer])[] = [
    ["plain.jpg", await noisy()],
    ["plain.txt", "a red barn in a green field"],
    [
      "plain.json",
      JSON.stringify({ width: 8, uid: "0123456789abcdef0123456789abcdef", title: "a barn of ours" }),
    ],
    ["alt.jpg", await noisy()],
    ["alt.txt", "a blue square that is quite plain"],
    ["alt.alt.txt", insult],
    ["nested.jpg", await noisy()],
    ["nested.txt", "an orange square on a wall"],
    ["nested.json", JSON.stringify({ captions: ["an orange square on a wall", insult] })],
    ["second.jpg", await noisy()],
    ["second.txt", "a green square with a white one"],
    ["second.b.png", await flat()],
    [
      "exif.jpg",
      await sharp(await noisy())
        .withExif({ IFD0: { ImageDescription: insult } })
        .toBuffer(),
    ],
    ["exif.txt", "a grey square full of noise"],
    ["film.txt", "a film of a dog that runs"],
    ["film.mp4", video],
    ["beside.jpg", await noisy()],
    ["beside.txt", "a purple square and its film"],
    ["beside.mp4", video],
    ["finnish.jpg", await noisy()],
    ["finnish.txt", "vaaleanpunainen neliö, jota kukaan ei ole koskaan nähnyt, koska se on aivan uusi"],
    ["long.gif", long()],
    ["long.txt", "a very long animation of squares"],
  ];
  writeFileSync(join(source, "00000.tar"), await tarOf(members));
  const audited = await sluice("audit", source, "--out", run, "--quiet", "--workers", "1");
  expect(audited.code, audited.stderr).toBe(0);
});

async function table(path: string): Promise<readonly Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(join(run, path)) });
}

it("says of each pair whether its images and texts were measured, and names the worst", async () => {
  const rows = await table("scores/00000.parquet");
  const said = rows.map((row) => [
    String(row["key"]).slice("00000/".length),
    row["image_coverage"],
    row["text_coverage"],
    row["unmeasured"],
    row["other_text_worst"],
  ]);
  expect(said).toEqual([
    ["plain", "measured", "measured", null, "title"],
    ["alt", "measured", "measured", null, ".alt.txt"],
    ["nested", "measured", "measured", null, "captions[1]"],
    ["second", "measured", "measured", null, null],
    ["exif", "measured", "measured", null, ".jpg#exif.ImageDescription"],
    ["film", "missing", "measured", '[".mp4"]', null],
    ["beside", "measured", "measured", '[".mp4"]', null],
    ["finnish", "measured", "language", null, null],
    ["long", "frames", "measured", null, null],
  ]);
});

it("measures further texts and images as captions and images are measured", async () => {
  const rows = await table("scores/00000.parquet");
  const of = (key: string) => rows.find((row) => row["key"] === `00000/${key}`) ?? {};
  expect(of("alt")["other_text_toxicity"]).toBeGreaterThan(0.8);
  expect(of("nested")["other_text_toxicity"]).toBeGreaterThan(0.8);
  expect(of("plain")["other_text_toxicity"]).toBeLessThan(0.1);
  expect(of("second")["other_text_toxicity"]).toBeNull();
  expect(of("second")["degenerate_spread"]).toBe(0);
  expect(of("second")["image_worst"]).toMatch(/^\.(jpg|b\.png)$/u);
  expect(of("long")["image_worst"]).toMatch(/^\.gif(#\d+)?$/u);
});

it("keeps coverage in the run, in the summary and in the report", async () => {
  const coverage = await table("coverage.parquet");
  const said = coverage.map(({ kind, name, state, pairs }) => [kind, name, state, Number(pairs)]);
  expect(said).toEqual(
    expect.arrayContaining([
      ["images", null, "measured", 7],
      ["carried", ".jpg#exif.ImageDescription", "text", 1],
      ["images", null, "missing", 1],
      ["images", null, "frames", 1],
      ["texts", null, "language", 1],
      ["carried", ".mp4", "unmeasured", 2],
      ["carried", ".alt.txt", "text", 1],
      ["carried", "uid", "plain", 1],
    ]),
  );
  const { stdout } = await sluice("report", run, "--policy", "default");
  const html = readFileSync(join(run, "report.html"), "utf8");
  for (const text of [html, stdout]) expect(text).toMatch(/ in 1 of 1 shard[,;].*\.mp4 2/su);
});

it("says in a receipt what of a pair is the worst, and what was not measured", async () => {
  const of = async (key: string) => (await sluice("why", run, `00000/${key}`)).stdout;
  expect(await of("nested")).toContain("further texts and lines: 1, the worst is captions[1]\n");
  expect(await of("second")).toMatch(/^the worst of its images: \.(jpg|b\.png)$/mu);
  expect(await of("beside")).toContain("not measured: .mp4\n");
  expect(await of("long")).toContain("images: not in every frame\n");
});

it("is kept of a dataset without any pair, too", async () => {
  const empty = folder("empty");
  mkdirSync(empty);
  const columnData = ["url", "caption"].map((name) => ({ name, data: [], type: "STRING" as const }));
  writeFileSync(join(empty, "0.parquet"), new Uint8Array(parquetWriteBuffer({ columnData })));
  const to = folder("empty-run");
  const { code, stderr } = await sluice("audit", empty, "--out", to, "--quiet", "--workers", "1");
  expect([code, stderr]).toEqual([0, ""]);
  const file = await asyncBufferFromFile(join(to, "coverage.parquet"));
  expect(await parquetReadObjects({ file })).toEqual([]);
});

it.each([[], ["--json"]])("shows what inspect finds, and masks what nobody measured %j", async (...flags) => {
  const { stdout } = await sluice("inspect", source, ...flags);
  expect(stdout).toContain(".alt.txt");
  expect(stdout).toContain("y▒▒ a▒▒ a s▒▒▒▒▒ i▒▒▒▒");
  expect(stdout).not.toContain("stupid");
});

it("lets pass only what was measured: the rest is dropped, held or left out", async () => {
  const to = folder("curated");
  const curated = await sluice("curate", run, "--to", to, "--quiet");
  expect(curated.code, curated.stderr).toBe(0);
  const written = await pairsOf(to);
  expect(written.map(({ members }) => members?.map(({ name }) => name))).toEqual([
    ["plain.jpg", "plain.txt", "plain.json"],
  ]);
  const removed = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, "removed.parquet")) });
  expect(Object.fromEntries(removed.map(({ key, rule }) => [key, rule]))).toEqual({
    "00000/alt": expect.stringMatching(/^other-text/u),
    "00000/nested": expect.stringMatching(/^other-text/u),
    "00000/exif": expect.stringMatching(/^other-text/u),
    "00000/second": "flat-image",
    "00000/film": "no-image",
    "00000/beside": "unmeasured-member",
    "00000/finnish": "unmeasured-language",
    "00000/long": "unmeasured-member",
  });
});

it("filters pictures of a dataset without captions by what they show and what they are called", async () => {
  const pictures = folder("pictures");
  for (const label of ["cat", "dog", insult]) {
    mkdirSync(join(pictures, "train", label), { recursive: true });
    writeFileSync(join(pictures, "train", label, `of ${label.length}.jpg`), await noisy());
  }
  const audited = await sluice("audit", pictures, "--out", folder("pictures-run"), "--workers", "1");
  expect(audited.stdout).toContain("no captions in this dataset");
  const to = folder("pictures-curated");
  const { code, stderr } = await sluice("curate", folder("pictures-run"), "--to", to, "--quiet");
  expect(code, stderr).toBe(0);
  expect((await pairsOf(to)).map(({ key }) => key)).toEqual([
    "train-00000/train/cat/of 3.jpg",
    "train-00000/train/dog/of 3.jpg",
  ]);
  const removed = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, "removed.parquet")) });
  expect(removed.map(({ rule }) => rule)).toEqual([expect.stringMatching(/^other-text/u)]);
});
