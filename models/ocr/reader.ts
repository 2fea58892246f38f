import { readFile } from "node:fs/promises";
import type { TextReaderManifest } from "../manifest.ts";
import type { Pixels } from "../pixels.ts";
import { createSession, type Session, type SessionOptions } from "../session.ts";
import { type LoadedFile, loadFiles } from "../weights.ts";
import { boxesOf } from "./boxes.ts";
import { type Decoded, decodeCtc } from "./ctc.ts";
import type { Quad } from "./geometry.ts";
import { planesOf, upright } from "./planes.ts";

/** A line of text in a picture, and the corners of its box in pixels. */
export interface TextLine extends Decoded {
  readonly box: Quad;
}

/** A loaded reader of text in pictures. */
export interface TextReader {
  readonly id: string;
  /** SHA-256 of each file, detector first. */
  readonly files: readonly LoadedFile[];
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** Lines in reading order; those below the manifest's `leastScore` are left out. */
  read(pixels: Pixels): Promise<readonly TextLine[]>;
  close(): Promise<void>;
}

/** The detector's picture: its short side at least, its long side at most this many pixels, both multiples of 32. */
const SHORT_SIDE = 736;
const LONG_SIDE = 2000;
/** The recogniser's line: this high, and at least this wide. */
const LINE_HEIGHT = 48;
const LINE_WIDTH = 320;
/** A line longer than this many times its height is squeezed, so that no picture can ask for unbounded memory. */
const MOST_RATIO = 80;

/**
 * Loads a detector and a recogniser of text by their model's id (PP-OCR, Du et al. 2009.09941).
 * @throws Error with one line when it is unknown, not pulled, damaged or will not run
 */
export async function loadTextReader(id: string, options: SessionOptions): Promise<TextReader> {
  const { manifest, files } = await loadFiles(id, "text-reader");
  const [detectorFile, recogniserFile, charactersFile] = partsOf(manifest, files);
  const characters = await readCharacters(charactersFile.path);
  const detector = await createSession(detectorFile.path, warmUp(64, 64), options);
  const recogniser = await createSession(recogniserFile.path, warmUp(LINE_WIDTH, LINE_HEIGHT), options).catch(
    async (cause: unknown) => {
      await detector.close();
      throw cause;
    },
  );
  return {
    id,
    files: [detectorFile, recogniserFile, charactersFile],
    device: detector.device,
    refused: detector.refused,
    async read(pixels) {
      const lines: TextLine[] = [];
      for (const box of await detect(detector, pixels)) {
        const line = await recognise(recogniser, pixels, box, characters);
        if (line.score >= manifest.leastScore && line.text !== "") lines.push({ ...line, box });
      }
      return lines;
    },
    async close() {
      await detector.close();
      await recogniser.close();
    },
  };
}

function partsOf(
  { id, detector, recogniser, characters }: TextReaderManifest,
  files: ReadonlyMap<string, LoadedFile>,
): readonly [LoadedFile, LoadedFile, LoadedFile] {
  const file = (path: string) => {
    const found = files.get(path);
    if (found) return found;
    throw new Error(`Cannot load model "${id}": its files do not list ${path}`);
  };
  return [file(detector), file(recogniser), file(characters)];
}

/** One character a line; blank before them, the space, which no line can hold, behind them. */
async function readCharacters(path: string): Promise<readonly string[]> {
  const lines = (await readFile(path, "utf8")).replace(/\r?\n$/u, "").split(/\r?\n/u);
  return ["", ...lines, " "];
}

function warmUp(width: number, height: number) {
  return { x: { data: new Float32Array(3 * width * height), shape: [1, 3, height, width] } };
}

async function detect(session: Session, pixels: Pixels): Promise<readonly Quad[]> {
  const { width: w, height: h } = pixels;
  if (!(w > 0 && h > 0) || pixels.data.length !== 3 * w * h)
    throw new Error(
      `Cannot look for text: ${w} × ${h} pixels with ${pixels.data.length} bytes are no picture`,
    );
  const scale = Math.min(Math.max(1, SHORT_SIDE / Math.min(w, h)), LONG_SIDE / Math.max(w, h));
  const side = (length: number) => Math.max(1, Math.round(Math.floor(length * scale) / 32)) * 32;
  const [width, height] = [side(w), side(h)];
  const data = new Float32Array(3 * width * height);
  planesOf(
    pixels,
    [
      [0, 0],
      [w, 0],
      [w, h],
      [0, h],
    ],
    { width, height },
    data,
  );
  const [values] = Object.values(await session.run({ x: { data, shape: [1, 3, height, width] } }));
  if (values?.length !== width * height)
    throw new Error(`Cannot look for text: wanted ${width} × ${height} values, got ${values?.length ?? 0}`);
  return boxesOf({ values, width, height }, pixels);
}

async function recognise(
  session: Session,
  pixels: Pixels,
  found: Quad,
  characters: readonly string[],
): Promise<Decoded> {
  const { box, width, height } = upright(found);
  const reduced = Math.ceil(LINE_HEIGHT * Math.min(MOST_RATIO, width / height));
  const stride = Math.max(LINE_WIDTH, reduced);
  const data = new Float32Array(3 * stride * LINE_HEIGHT);
  planesOf(pixels, box, { width: reduced, height: LINE_HEIGHT, stride }, data);
  const [steps] = Object.values(await session.run({ x: { data, shape: [1, 3, LINE_HEIGHT, stride] } }));
  if (!steps || steps.length % characters.length !== 0)
    throw new Error(`Cannot read a line of text: wanted rows of ${characters.length} characters`);
  return decodeCtc(steps, characters);
}
