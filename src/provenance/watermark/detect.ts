import type { Pixels } from "../../../models/index.ts";
import { PAYLOAD, PILOTS } from "./layout.ts";
import { decodePayload } from "./payload.ts";
import {
  alongRows,
  cosines,
  detail,
  downColumns,
  type Grey,
  luma,
  projections,
  rightPilots,
} from "./spectrum.ts";
import { views } from "./views.ts";

/** What the detector found. */
export interface Reading {
  /** The 32-bit id, or null: no mark, or too little left of it. */
  readonly id: number | null;
  /** How many of the 16 known bits are right at the frame that shows most of them; chance gives 8. */
  readonly pilots: number;
  /** Where the picture lies in the marked one: shares of its sides. */
  readonly frame: Frame;
  /** Signed strength of the payload's bits at that frame, grey levels. */
  readonly strengths: Float32Array;
}

/** A window of the original picture: both offsets and both sizes as shares of its sides. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Known bits that must be right, of 16, before a frame's payload is tried: chance does it in 1 of 478 for the whole
 * picture and in 1 of 3,855 for each of some 820 windows; the checksum, of which 22 variants are tried, lets
 * 1 of 2,979 of those through.
 */
const NEEDED = { whole: 14, window: 15 } as const;

/** Largest side that is searched, pixels; larger pictures are averaged down first, which the band survives. */
const LARGEST = 320;

/** Sides that pictures leave a generator with; a picture a little smaller than one was probably cropped from it. */
const USUAL = [96, 128, 192, 256, 320];

/** How much of a side a crop may have taken. */
const CROP = 0.115;

/**
 * Looks for a mark in a picture that may have been recompressed, resized, cropped by up to a tenth of its sides,
 * mirrored, or laid on a margin of one colour. Turned or more deeply cropped pictures are not searched.
 */
export function detectWatermark(pixels: Pixels): Reading {
  const greys = [...views(pixels)].map(({ data, width, height }) =>
    detail(shrink(luma(data, width, height))),
  );
  let best: Reading | undefined;
  // Whole pictures first: most are, and windows cost a thousand times as much.
  for (const part of ["whole", "window"] as const)
    for (const grey of greys) {
      const reading = readingOf(part === "whole" ? [wholeSight(grey)] : windowSights(grey), part);
      if (reading === undefined) continue;
      if (reading.id !== null) return reading;
      if (best === undefined || reading.pilots > best.pilots) best = reading;
    }
  return best as Reading;
}

function readingOf(seen: Iterable<Sight>, part: keyof typeof NEEDED): Reading | undefined {
  const needed = NEEDED[part];
  let best: Reading | undefined;
  for (const sight of seen) {
    if (best !== undefined && sight.pilots <= best.pilots && sight.pilots < needed) continue;
    const strengths = projections(sight.spectrum()).slice(PILOTS);
    const id = sight.pilots >= needed ? decode(strengths) : null;
    const reading = { id, pilots: sight.pilots, frame: sight.frame, strengths };
    if (id !== null) return reading;
    if (best === undefined || reading.pilots > best.pilots) best = reading;
  }
  return best;
}

/** The picture as seen through one frame. */
interface Sight {
  readonly frame: Frame;
  readonly pilots: number;
  spectrum(): Float32Array;
}

function sight({ width, height }: Grey, rows: Float32Array, down: Float32Array, frame: Frame): Sight {
  return {
    frame,
    pilots: rightPilots(rows, down, height),
    spectrum: () => downColumns(rows, down, height, width),
  };
}

function wholeSight(grey: Grey): Sight {
  return sight(grey, alongRows(grey, cosines(grey.width)), cosines(grey.height), whole);
}

/** Every window that the picture may have been cut from. */
function* windowSights(grey: Grey): Generator<Sight> {
  const { width, height } = grey;
  for (const [columns, rows] of windows(width, height)) {
    const downs = rows.map((row) => cosines(height, row.frame, row.offset));
    for (const column of columns) {
      const partial = alongRows(grey, cosines(width, column.frame, column.offset));
      for (const [i, row] of rows.entries())
        yield sight(grey, partial, downs[i] as Float32Array, {
          left: column.offset / column.frame,
          top: row.offset / row.frame,
          width: width / column.frame,
          height: height / row.frame,
        });
    }
  }
}

const whole: Frame = { left: 0, top: 0, width: 1, height: 1 };

interface Window {
  /** Side of the marked picture, in pixels of the picture at hand. */
  readonly frame: number;
  /** Where the picture at hand begins in it. */
  readonly offset: number;
}

/** Windows to try: crops of a usual side, pixel by pixel; then crops that were resized afterwards, in finer shares. */
function* windows(width: number, height: number): Generator<readonly [readonly Window[], readonly Window[]]> {
  for (const usual of USUAL)
    if (isCrop(width, usual) && isCrop(height, usual)) yield [offsets(width, usual), offsets(height, usual)];
  for (const kept of [0.9, 0.92, 0.94, 0.96, 0.98])
    yield [offsets(width, width / kept), offsets(height, height / kept)];
}

function isCrop(side: number, usual: number): boolean {
  return side <= usual && side >= usual * (1 - CROP);
}

/** Steps of a 160th of the side: a fifth of the highest frequency's half cycle. */
function offsets(side: number, frame: number): readonly Window[] {
  const room = frame - side;
  const step = Number.isInteger(frame) ? Math.max(1, Math.round(frame / 160)) : frame / 160;
  return Array.from({ length: Math.floor(room / step + 1e-9) + 1 }, (_, i) => ({ frame, offset: i * step }));
}

/** The bits' signs; where the checksum does not fit, with up to two of the six weakest turned (Chase 1972). */
function decode(strengths: Float32Array): number | null {
  const bits = Uint8Array.from(strengths, (strength) => (strength > 0 ? 1 : 0));
  const weakest = Array.from({ length: PAYLOAD }, (_, i) => i)
    .sort((a, b) => Math.abs(strengths[a] as number) - Math.abs(strengths[b] as number))
    .slice(0, 6);
  const turns: number[][] = [[], ...weakest.map((bit) => [bit])];
  for (const [i, a] of weakest.entries()) for (const b of weakest.slice(i + 1)) turns.push([a, b]);
  for (const turn of turns) {
    const tried = bits.map((bit, i) => (turn.includes(i) ? 1 - bit : bit));
    const id = decodePayload(tried);
    if (id !== null) return id;
  }
  return null;
}

/** Averages whole blocks until no side is longer than 320 pixels. */
function shrink({ data, width, height }: Grey): Grey {
  const factor = Math.ceil(Math.max(width, height) / LARGEST);
  if (factor === 1) return { data, width, height };
  const to = { width: Math.floor(width / factor), height: Math.floor(height / factor) };
  const out = new Float32Array(to.width * to.height);
  for (let y = 0; y < to.height * factor; y++)
    for (let x = 0; x < to.width * factor; x++) {
      const at = Math.floor(y / factor) * to.width + Math.floor(x / factor);
      out[at] = (out[at] as number) + (data[y * width + x] as number) / factor ** 2;
    }
  return { data: out, ...to };
}
