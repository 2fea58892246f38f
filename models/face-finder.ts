import { drawnFace, goldenPictures } from "./golden-pictures.ts";
import { pictureAt } from "./image-input.ts";
import type { FaceFinderManifest } from "./manifest.ts";
import { type Box, withoutOverlaps } from "./overlaps.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";
import { loadFiles } from "./weights.ts";

/** Finds where faces are; it says nothing of whose they are. */
interface FaceFinder {
  readonly id: string;
  /** SHA-256 of the network's file. */
  readonly sha256: string;
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** Faces of a picture, the surest first, in shares of its width and height. */
  find(image: Pixels): Promise<readonly Box[]>;
  close(): Promise<void>;
}

/** The network looks at places four pixels apart, and halves its picture five times. */
const STRIDE = 4;
const STEP = 32;

/** Small pictures are enlarged no further: what is not in them is not found either. */
const ENLARGED = 2;

/**
 * Loads a face finder by its model's id.
 * @throws Error with one line when it is unknown, damaged, will not run or does not compute what it should
 */
export async function loadFaceFinder(id: string, options: SessionOptions): Promise<FaceFinder> {
  const { manifest, files } = await loadFiles(id, "face-finder");
  const network = files.get(manifest.onnx);
  if (network === undefined)
    throw new Error(`Cannot load model "${id}": its files do not list ${manifest.onnx}`);
  const blank = { data: new Float32Array(STEP * STEP * 3), shape: [1, STEP, STEP, 3] };
  const session = await createSession(network.path, { image: blank }, options);
  try {
    await checkGolden(session, manifest);
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    id,
    sha256: network.sha256,
    device: session.device,
    refused: session.refused,
    find: (image) => find(session, manifest, image),
    close: () => session.close(),
  };
}

/** The size at which a picture is looked at: its longer side is `side`, both divisible by {@link STEP}. */
export function lookedAt({ width, height }: Pixels, side: number): { width: number; height: number } {
  const scale = Math.min(side / Math.max(width, height), ENLARGED);
  const stepped = (length: number) => Math.max(STEP, Math.ceil((length * scale) / STEP) * STEP);
  return { width: stepped(width), height: stepped(height) };
}

/** What the network says of a picture, as it looks at it. */
interface Said {
  readonly columns: number;
  readonly rows: number;
  /** How surely each place is the middle of a face. */
  readonly heat: Float32Array;
  /** Logarithms of heights, and then of widths. */
  readonly scale: Float32Array;
  /** How far middles lie from their places, down, and then across. */
  readonly offset: Float32Array;
}

async function said(session: Session, { id, side }: FaceFinderManifest, image: Pixels): Promise<Said> {
  const { width, height } = lookedAt(image, side);
  const data = Float32Array.from(await pictureAt(image, width, height));
  const { heat, scale, offset } = await session.run({ image: { data, shape: [1, height, width, 3] } });
  const [columns, rows] = [width / STRIDE, height / STRIDE];
  const places = columns * rows;
  if (heat?.length !== places || scale?.length !== 2 * places || offset?.length !== 2 * places)
    throw new Error(`Cannot find faces with model "${id}": wanted ${places} places of a picture`);
  return { columns, rows, heat, scale, offset };
}

/** Throws where a device gives NaN, or the same for everything: it is found out before it counts anything. */
export async function checkGolden(session: Session, manifest: FaceFinderManifest): Promise<void> {
  for (const [i, picture] of [...goldenPictures, drawnFace].entries()) {
    const { heat, scale } = await said(session, manifest, picture);
    const got = {
      heat: Math.max(...heat),
      scale: scale.reduce((sum, value) => sum + value, 0) / scale.length,
    };
    for (const name of ["heat", "scale"] as const) {
      const wanted = manifest.golden[i]?.[name] ?? Number.NaN;
      if (Math.abs(got[name] - wanted) <= GOLDEN_TOLERANCE) continue;
      throw new Error(
        `Cannot use model "${manifest.id}" on device ${session.device}: wanted ${name} ${wanted} for test picture ${i}, got ${got[name]}`,
      );
    }
  }
}

const GOLDEN_TOLERANCE = 0.01;

async function find(session: Session, manifest: FaceFinderManifest, image: Pixels): Promise<readonly Box[]> {
  const { id, leastScore, overlap } = manifest;
  const { columns, rows, heat, scale, offset } = await said(session, manifest, image);
  const places = columns * rows;
  const boxes: Box[] = [];
  for (const [at, score] of heat.entries()) {
    if (Number.isNaN(score)) throw new Error(`Cannot find faces with model "${id}": got NaN`);
    if (score < leastScore) continue;
    const [tall, wide] = [at, at + places].map((k) => Math.exp(scale[k] as number) / rows) as [
      number,
      number,
    ];
    const y = (Math.floor(at / columns) + (offset[at] as number) + 0.5) / rows;
    const x = ((at % columns) + (offset[at + places] as number) + 0.5) / columns;
    const across = (wide * rows) / columns;
    boxes.push({
      score,
      left: x - across / 2,
      top: y - tall / 2,
      right: x + across / 2,
      bottom: y + tall / 2,
    });
  }
  return withoutOverlaps(boxes, overlap);
}
