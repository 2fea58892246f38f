import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { extract } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { buildSample, type Digests } from "../../../datasets/sample/build.ts";
import { encoder } from "../../../datasets/sample/image.ts";
import { captionOf, readRecipe } from "../../../datasets/sample/recipe.ts";

const folder = fileURLToPath(new URL("../../../datasets/sample/", import.meta.url));
const digests: Digests = JSON.parse(await readFile(join(folder, "digests.json"), "utf8"));

/** Members by `shard/key`, then by extension. */
type Pairs = ReadonlyMap<string, ReadonlyMap<string, Buffer>>;

const plantedRow = z.strictObject({
  key: z.string(),
  kind: z.string(),
  about: z.string(),
  masked: z.string().optional(),
  holds: z.string(),
  needs: z.array(z.string()).optional(),
  rules: z.array(z.string()),
});

describe("the built-in sample", async () => {
  const pairs = await readShards(join(folder, "shards"));
  const planted = z.array(plantedRow).parse(JSON.parse(await readFile(join(folder, "planted.json"), "utf8")));
  const recipe = await readRecipe();

  it("is what its digests say, and small", async () => {
    const files = await Promise.all(
      Object.keys(digests.shards).map(
        async (file) => [file, await readFile(join(folder, "shards", file))] as const,
      ),
    );
    expect(Object.fromEntries(files.map(([file, bytes]) => [file, sha256(bytes)]))).toEqual(digests.shards);
    expect(files.reduce((sum, [, bytes]) => sum + bytes.length, 0)).toBeLessThan(3 * 2 ** 20);
  });

  it("holds every pair of the recipe, with one image, its facts and its caption", () => {
    expect([...pairs.keys()]).toEqual(recipe.map(({ key }) => `${key.slice(0, 5)}/${key}`));
    for (const pair of recipe) {
      const members = pairs.get(`${pair.key.slice(0, 5)}/${pair.key}`) ?? new Map<string, Buffer>();
      const extensions = [...members.keys()];
      expect(extensions.filter((extension) => ["jpg", "png", "webp"].includes(extension))).toHaveLength(1);
      const facts = JSON.parse(String(members.get("json")));
      expect(facts).toMatchObject({ key: pair.key, caption: captionOf(pair), status: "success" });
      expect(["Public Domain", "MIT", "Apache-2.0", "CC0-1.0"]).toContain(facts.license);
      expect(members.get("txt")?.toString() ?? null).toBe(captionOf(pair));
    }
  });

  it("decodes, but for the two pictures that must not", async () => {
    const broken: string[] = [];
    for (const [key, members] of pairs) {
      const image = members.get("jpg") ?? members.get("png") ?? members.get("webp");
      await sharp(image)
        .stats()
        .catch(() => broken.push(key));
    }
    const planned = planted.filter(({ kind }) => ["truncated-jpeg", "not-an-image"].includes(kind));
    expect(broken).toEqual(planned.map(({ key }) => key));
  });

  it("has every planted pair, and the document names each without a toxic word", async () => {
    const page = await readFile(join(folder, "PLANTED.md"), "utf8");
    for (const { key, kind, masked } of planted) {
      expect(pairs.has(key)).toBe(true);
      expect(page).toMatch(new RegExp(`^\\| \`${key}\` +\\| ${kind} +\\|`, "mu"));
      expect(kind === "toxic-caption").toBe(masked !== undefined);
    }
    const sealed = recipe.filter((pair) => pair.sealed !== undefined);
    expect(sealed).toHaveLength(planted.filter(({ masked }) => masked !== undefined).length);
    for (const pair of sealed) expect(page.includes(captionOf(pair) ?? "")).toBe(false);
  });

  it("repeats the bytes of its exact duplicates", () => {
    const image = (key = "") => pairs.get(key)?.get("jpg") ?? pairs.get(key)?.get("png") ?? Buffer.of();
    const copies = planted.filter(({ kind }) => kind === "exact-duplicate");
    expect(copies).toHaveLength(2);
    for (const { key, about } of copies) {
      const original = /\d{5}\/\d{9}/u.exec(about)?.[0];
      expect(image(key).length).toBeGreaterThan(0);
      expect(image(key).equals(image(original))).toBe(true);
    }
  });
});

describe.skipIf(digests.encoder !== encoder)("building the sample again", () => {
  let rebuilt: string;
  beforeAll(async () => {
    rebuilt = await mkdtemp(join(tmpdir(), "sluice-sample-"));
  });
  afterAll(() => rm(rebuilt, { recursive: true, maxRetries: 20 }));

  it("gives the committed bytes", async () => {
    const built = await buildSample(rebuilt);
    expect(Object.fromEntries(built.map((shard) => [shard.file, shard.sha256]))).toEqual(digests.shards);
    expect(await readFile(join(rebuilt, "digests.json"), "utf8")).toBe(
      await readFile(join(folder, "digests.json"), "utf8"),
    );
  });
});

async function readShards(shards: string): Promise<Pairs> {
  const pairs = new Map<string, Map<string, Buffer>>();
  for (const file of Object.keys(digests.shards))
    for await (const entry of createReadStream(join(shards, file)).pipe(extract())) {
      const [key = "", extension = ""] = entry.header.name.split(".");
      const id = `${file.slice(0, 5)}/${key}`;
      const members = pairs.get(id) ?? new Map<string, Buffer>();
      pairs.set(id, members.set(extension, await buffer(entry)));
    }
  return pairs;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
