import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { decodeImage, isTrouble, type KeptPair, openDataset, type Pair } from "../../../../datasets/index.ts";
import type { Pixels } from "../../../../models/index.ts";
import { loadFaceFinder } from "../../../../models/index.ts";
import { sha256Of } from "../../../../src/digest/sha256.ts";
import { type FaceFinder, withoutFaces } from "../../../../src/faces/blur.ts";
import { readBlurred, writeBlurred } from "../../../../src/faces/blurred-list.ts";
import { sluice } from "../../../support/cli.ts";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { jpeg, parquetFile, tarOf, type Written } from "../../../support/written.ts";

const folder = scratchFolder();
const middle = { left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 };

/** Grey noise, so that a blur shows. */
async function noise(width: number, height: number, format: "jpeg" | "png" | "webp", orientation = 1) {
  const data = new Uint8Array(3 * width * height).map((_, i) => (i * 7919 * (i % 13)) % 256);
  const image = sharp(data, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
  return image.toFormat(format, { quality: 100 }).toBuffer();
}

const pixelsOf = async (bytes: Uint8Array) => (await decodeImage(bytes)).pixels as Pixels;

describe("a pair without faces", () => {
  /** There is no picture of a face in this repository: what is found is given. */
  const finder = (...boxes: Awaited<ReturnType<FaceFinder["find"]>>): FaceFinder => ({
    id: "given",
    sha256: "0",
    find: async () => boxes,
  });
  const face = { ...middle, score: 1 };
  const kept = (bytes: Uint8Array, more: Partial<Pair> = {}, measured = [bytes]): KeptPair => ({
    pair: { key: "a/0", row: 0, image: async () => bytes, meta: {}, ...more },
    image: bytes,
    measured,
    sha256: sha256Of(bytes),
    width: null,
    height: null,
    extension: null,
  });

  it("is the same pair where nobody is seen", async () => {
    const one = kept(await noise(30, 30, "png"));
    expect(await withoutFaces(one, finder())).toEqual({ kept: one, blurred: [] });
  });

  it("is blurred wherever its picture is written", async () => {
    const bytes = await noise(30, 30, "png");
    const member = { name: "0.png", bytes };
    const one = kept(bytes, {
      members: [member, { name: "0.txt", bytes: Buffer.from("a") }],
      images: [{ name: ".png", bytes: async () => bytes }],
      stored: { picture: "0.png", beside: [member] },
    });
    const done = await withoutFaces(one, finder(face));
    if (done === null) throw new Error("not blurred");
    const [line] = done.blurred;
    expect(line).toMatchObject({ key: "a/0", from: sha256Of(bytes), boxes: [[0.4, 0.4, 0.6, 0.6]] });
    const { pair, image, sha256, measured } = done.kept;
    const places = [
      image,
      measured?.[0],
      pair.members?.[0]?.bytes,
      pair.stored?.beside[0]?.bytes,
      await pair.images?.[0]?.bytes(),
    ];
    for (const place of places) expect(sha256Of(place ?? new Uint8Array())).toBe(line?.to);
    expect(sha256).toBe(line?.to);
  });

  it("must not be written where a face stays: films, torn pictures, pictures inside of rows", async () => {
    const bytes = await noise(30, 30, "png");
    const frames = await sharp([bytes, await noise(30, 30, "png", 1)], { join: { animated: true } })
      .gif()
      .toBuffer();
    for (const odd of [frames, await sharp(bytes).gif().toBuffer(), bytes.subarray(0, 300)])
      expect(await withoutFaces(kept(odd), finder(face))).toBeNull();
    const other = await noise(31, 30, "png");
    expect(await withoutFaces(kept(bytes, {}, [bytes, other]), finder(face))).toBeNull();
  });

  it("loses what lay inside of its picture", async () => {
    const bytes = await noise(30, 30, "png");
    const thumbnail = await noise(8, 8, "jpeg");
    const whole = Buffer.concat([bytes, thumbnail]);
    const done = await withoutFaces(kept(whole, {}, [whole, thumbnail]), finder(face));
    expect(Buffer.from(done?.kept.image ?? []).includes(thumbnail)).toBe(false);
  });
});

const portraits = join(import.meta.dirname, "../../../../../shared/data/pairs/openstax/images");
const portrait = "introduction-anthropology__ANTHRO_Figure_07_07_022.jpg";

describe.skipIf(!existsSync(portraits))("a dataset with portraits", () => {
  const people = () => readFileSync(join(portraits, portrait));
  const members = async (): Promise<readonly Written[]> => [
    ["a.jpg", people()],
    ["a.txt", "somebody"],
    ["a.json", JSON.stringify({ sha256: sha256Of(people()), width: 8 })],
    ["b.jpg", await jpeg()],
    ["b.txt", "nobody"],
  ];
  const sources: Readonly<Record<string, (to: string) => Promise<void>>> = {
    tars: async (to) => writeFileSync(join(to, "00000.tar"), await tarOf(await members())),
    folder: async (to) => {
      for (const [name, bytes] of await members()) writeFileSync(join(to, name), bytes);
    },
    imagefolder: async (to) => {
      writeFileSync(join(to, "a.jpg"), people());
      writeFileSync(join(to, "b.jpg"), await jpeg());
      writeFileSync(
        join(to, "metadata.jsonl"),
        '{"file_name":"a.jpg","text":"somebody"}\n{"file_name":"b.jpg","text":"nobody"}\n',
      );
    },
  };
  const cases = [
    ["tars", null],
    ["tars", "parquet"],
    ["tars", "imagefolder"],
    ["folder", null],
    ["folder", "webdataset"],
    ["imagefolder", null],
  ] as const;

  it.each(cases)("of %s is written without faces as %s, and proven", async (kind, format) => {
    const [source, to] = [folder(`${kind}-${format}`), folder(`${kind}-${format}-out`)];
    mkdirSync(source);
    await sources[kind]?.(source);
    const run = await scoredRun(source, folder(`${kind}-${format}-run`));
    const { curated } = await curateScored(run, { to, format, blurFaces: true });
    expect(curated.blurred).toMatchObject({ pairs: 1, pictures: 1, faces: 1, model: "centerface" });
    expect(curated.pairs.written).toBe(2);
    expect(await checkFindings(to)).toEqual([]);
    const finder = await loadFaceFinder("centerface", { device: "cpu" });
    try {
      const seen: number[] = [];
      for (const shard of (await openDataset(to)).shards)
        for await (const item of shard.read(new AbortController().signal)) {
          const bytes = isTrouble(item) ? undefined : await item.image?.();
          if (bytes !== undefined) seen.push((await finder.find(await pixelsOf(bytes))).length);
        }
      expect(seen).toEqual([0, 0]);
    } finally {
      await finder.close();
    }
  });

  it("is not proven where a list was edited, a picture was put back, or another was put there", async () => {
    const [source, to] = [folder("attacked"), folder("attacked-out")];
    mkdirSync(source);
    await sources["folder"]?.(source);
    await curateScored(await scoredRun(source, folder("attacked-run")), { to, blurFaces: true });
    const attacked = async (name: string, attack: (copy: string) => Promise<void> | void) => {
      const copy = folder(name);
      cpSync(to, copy, { recursive: true });
      await attack(copy);
      resign(copy);
      return (await checkFindings(copy)).join("\n");
    };
    const rows = await readBlurred(to);
    const change = (row: Partial<(typeof rows)[number]>) => (copy: string) =>
      writeBlurred(
        copy,
        rows.map((one) => ({ ...one, ...row })),
      );
    const again = await noise(20, 20, "jpeg");
    const books = (copy: string, edit: (value: Record<string, unknown>) => void) => {
      const value = parse(readFileSync(join(copy, "CURATED.yaml"), "utf8"));
      edit(value);
      writeFileSync(join(copy, "CURATED.yaml"), stringify(value, { lineWidth: 0 }));
    };
    expect(await attacked("put-back", (copy) => writeFileSync(join(copy, "a.jpg"), people()))).toMatch(
      /a\.jpg: image is another/u,
    );
    expect(
      await attacked("other", async (copy) => {
        writeFileSync(join(copy, "a.jpg"), again);
        await change({ to: sha256Of(again) })(copy);
      }),
    ).toMatch(/not the source's with the listed faces blurred/u);
    expect(await attacked("boxes", change({ boxes: [[0, 0, 0.1, 0.1]] }))).toMatch(/listed faces blurred/u);
    expect(await attacked("row", change({ row: 7 }))).toMatch(/listed as blurred, and not written/u);
    expect(await attacked("emptied", (copy) => writeBlurred(copy, []))).toMatch(/blurred\.pairs otherwise/u);
    expect(await attacked("unsaid", (copy) => books(copy, (value) => delete value["blurred"]))).toMatch(
      /image is another/u,
    );
  });

  it("is refused where rows are copied with their pictures, and beside what nobody looked at", async () => {
    const source = folder("rows");
    mkdirSync(source);
    writeFileSync(join(source, "a.parquet"), parquetFile({ image: [people()], text: ["somebody"] }));
    const run = await scoredRun(source, folder("rows-run"));
    const wish = { to: folder("rows-out"), blurFaces: true };
    await expect(curateScored(run, wish)).rejects.toThrow(/Cannot blur faces: rows of parquet/u);
    await expect(curateScored(run, { ...wish, format: "webdataset", carry: ["x"] })).rejects.toThrow(
      /--carry/u,
    );
    const { curated } = await curateScored(run, { ...wish, format: "webdataset" });
    expect(curated.blurred?.faces).toBe(1);
    expect(await checkFindings(wish.to)).toEqual([]);
  });

  it("loses its line of a pair that is recalled", async () => {
    const [source, to, keys] = [folder("recalled"), folder("recalled-out"), folder("keys.txt")];
    mkdirSync(source);
    await sources["tars"]?.(source);
    await curateScored(await scoredRun(source, folder("recalled-run")), { to, blurFaces: true });
    writeFileSync(keys, "00000/a\n");
    const { code, stdout, stderr } = await sluice("recall", to, "--keys", keys, "--json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
    expect(await readBlurred(to)).toEqual([]);
    expect(readFileSync(join(to, "CURATED.yaml"), "utf8")).toMatch(/blurred:\n {2}pairs: 0/u);
  });
});
