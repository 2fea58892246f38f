import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { activate } from "./activation.ts";
import { goldenPictures } from "./golden-pictures.ts";
import { pictureAt } from "./image-input.ts";
import { type Box, withoutOverlaps } from "./overlaps.ts";
import { type OwnDetectorManifest, parseOwnDetector } from "./own-detector-manifest.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type Session, type SessionOptions, type TensorInput } from "./session.ts";
import { fileDigest } from "./weights.ts";

/** What a detector says of a picture. */
export interface Detected {
  /** One value per label; of boxes the surest one's. */
  readonly values: readonly number[];
  /** The boxes that count, the surest first; none of a classifier. */
  readonly boxes: readonly (Box & { readonly label: string })[];
}

/** A loaded detector of somebody's own. */
interface OwnDetector {
  readonly manifest: OwnDetectorManifest;
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  detect(image: Pixels): Promise<Detected>;
  close(): Promise<void>;
}

/**
 * Loads a detector by the text of its manifest.
 * @param folder where its network lies
 * @throws Error with one line when the manifest is wrong, the network is another, its outputs do not fit, or it gives
 * NaN, the same for every picture, or other values than its golden ones
 */
export async function loadOwnDetector(
  text: string,
  folder: string,
  options: SessionOptions,
): Promise<OwnDetector> {
  const manifest = parseOwnDetector(text);
  const network = join(folder, manifest.onnx);
  const found = await fileDigest(network).catch(() => null);
  if (found === null) throw new Error(`onnx: ${manifest.onnx} is not there`);
  if (found !== manifest.sha256) throw new Error(`sha256: wanted ${manifest.sha256}, got ${found}`);
  const session = await createSession(await readFile(network), () => null, options, manifest.onnx);
  try {
    await tried(session, manifest);
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    manifest,
    device: session.device,
    refused: session.refused,
    detect: async (image) => detected(await raw(session, manifest, image), manifest),
    close: () => session.close(),
  };
}

/** How far a probability may be rounded. */
const SLACK = 0.001;

/** Values per row of the output: YOLO has four numbers of a box before its labels'. */
const BOX = 4;

async function raw(session: Session, manifest: OwnDetectorManifest, image: Pixels): Promise<Float32Array> {
  const [input, ...more] = session.inputNames;
  if (input === undefined || more.length > 0)
    throw new Error(`onnx: wanted one input, got ${session.inputNames.length}`);
  const output = Object.values(await session.run({ [input]: await tensor(image, manifest) }))[0];
  const { labels, kind } = manifest;
  const fits = kind === "classes" ? output?.length === labels.length : isRows(output, labels.length);
  if (output === undefined || !fits) {
    const wanted = kind === "classes" ? `${labels.length}` : `a multiple of ${BOX + labels.length}`;
    throw new Error(`labels: wanted ${wanted} values of a picture, got ${output?.length ?? 0}`);
  }
  if (!output.every(Number.isFinite)) throw new Error("onnx: gives NaN or what is not finite");
  return output;
}

function isRows(output: Float32Array | undefined, labels: number): boolean {
  return output !== undefined && output.length > 0 && output.length % (BOX + labels) === 0;
}

/** Held against golden values, or at least against what a broken network does. */
async function tried(session: Session, manifest: OwnDetectorManifest): Promise<void> {
  const outputs: Float32Array[] = [];
  for (const picture of goldenPictures) outputs.push(await raw(session, manifest, picture));
  const [first, second] = outputs;
  if (first && second && first.every((value, i) => value === second[i]))
    throw new Error("onnx: gives the same for every picture");
  const rows = outputs.map((output) => detected(output, manifest).values);
  const odd = rows.flat().find((value) => value < -SLACK || value > 1 + SLACK);
  if (odd !== undefined) throw new Error(`activation: wanted probabilities, got ${odd}`);
  for (const [i, wanted] of (manifest.golden ?? []).entries()) {
    const values = rows[i] ?? [];
    const k = wanted.findIndex((value, at) => Math.abs(value - (values[at] ?? 0)) > manifest.tolerance);
    if (k >= 0)
      throw new Error(
        `golden: wanted ${wanted[k]} of ${manifest.labels[k]} for test picture ${i}, got ${values[k]}`,
      );
  }
}

function detected(output: Float32Array, manifest: OwnDetectorManifest): Detected {
  const { kind, labels, activation, least = 0.25, overlap = 0.45, input } = manifest;
  if (kind === "classes") return { values: [...activate(output, activation)], boxes: [] };
  const count = output.length / (BOX + labels.length);
  const at = (row: number, i: number) => output[row * count + i] as number;
  const boxes: (Box & { readonly label: string })[] = [];
  const values = labels.map(() => 0);
  for (let i = 0; i < count; i++) {
    const own = activate(
      Float32Array.from(labels, (_, k) => at(BOX + k, i)),
      activation,
    );
    const k = own.reduce((best, value, n) => (value > (own[best] ?? 0) ? n : best), 0);
    const score = own[k] ?? 0;
    for (const [n, value] of own.entries()) values[n] = Math.max(values[n] ?? 0, value);
    if (score < least) continue;
    const [x, y, wide, tall] = [0, 1, 2, 3].map((row) => at(row, i) / input.size) as [
      number,
      number,
      number,
      number,
    ];
    const [left, top] = [x - wide / 2, y - tall / 2];
    boxes.push({ score, label: labels[k] ?? "", left, top, right: left + wide, bottom: top + tall });
  }
  return { values, boxes: withoutOverlaps(boxes, overlap) };
}

async function tensor(image: Pixels, { input }: OwnDetectorManifest): Promise<TensorInput> {
  const { size, fit, layout, colours, white, mean = [0, 0, 0], std = [1, 1, 1] } = input;
  const scale = fit === "pad" ? size / Math.max(image.width, image.height) : 0;
  const wide = fit === "pad" ? Math.max(1, Math.round(image.width * scale)) : size;
  const tall = fit === "pad" ? Math.max(1, Math.round(image.height * scale)) : size;
  const bytes = await pictureAt(image, wide, tall);
  const data = new Float32Array(3 * size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      for (let c = 0; c < 3; c++) {
        const channel = colours === "rgb" ? c : 2 - c;
        const inside = x < wide && y < tall;
        const byte = inside ? (bytes[(y * wide + x) * 3 + channel] as number) : 0;
        const value = ((byte * white) / 255 - (mean[c] ?? 0)) / (std[c] ?? 1);
        data[layout === "planes" ? (c * size + y) * size + x : (y * size + x) * 3 + c] = value;
      }
  return { data, shape: layout === "planes" ? [1, 3, size, size] : [1, size, size, 3] };
}
