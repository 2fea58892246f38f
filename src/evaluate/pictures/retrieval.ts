import { clusteredRate } from "../../statistics/clustered-rate.ts";
import type { Rate } from "../../statistics/wilson.ts";
import { dot, type Features } from "./vectors.ts";

/** How often a picture's own caption is the nearest of a hundred, and among the nearest five. */
export interface Retrieval {
  readonly among: number;
  readonly first: Rate;
  readonly firstFive: Rate;
}

/** Captions that compete, the own one included. */
const AMONG = 100;

/**
 * Retrieval of captions by pictures: each picture's own caption against 99 others of the list, those that
 * follow it, so that nothing is drawn by chance. Vectors are of length 1; picture i belongs to caption
 * `owners[i]`, which names `concepts[owners[i]]`; the interval holds the rivals fixed. Captions with the same text as the own one do not compete.
 */
export function retrieve(
  pictures: Features,
  owners: readonly number[],
  captions: readonly string[],
  texts: Features,
  concepts: readonly unknown[],
): Retrieval {
  const ranks = pictures.map((picture, i) => {
    const owner = owners[i] as number;
    const own = dot(picture, texts[owner] as Float32Array);
    const rivals = rivalsOf(owner, captions);
    return rivals.filter((rival) => dot(picture, texts[rival] as Float32Array) >= own).length;
  });
  const own = owners.map((owner) => concepts[owner]);
  const within = (places: number) =>
    clusteredRate(
      ranks.map((rank) => rank < places),
      own,
    );
  return {
    among: Math.min(AMONG, new Set(captions).size),
    first: within(1),
    firstFive: within(5),
  };
}

function rivalsOf(owner: number, captions: readonly string[]): readonly number[] {
  const seen = new Set([captions[owner]]);
  const rivals: number[] = [];
  for (let step = 1; step < captions.length && rivals.length < AMONG - 1; step++) {
    const at = (owner + step) % captions.length;
    const caption = captions[at];
    if (seen.has(caption)) continue;
    seen.add(caption);
    rivals.push(at);
  }
  return rivals;
}
