import { randomUUID } from "node:crypto";
import { rungs } from "../exposure/ladder.ts";
import { framed, type Obscuring, obscure, obscuredPng, type Part } from "../exposure/obscure.ts";
import type { PairImages } from "../exposure/pair-images.ts";
import { oneLine } from "../process/errors.ts";
import type { FramePicture } from "./frame.ts";

/** A picture that may be shown: which one, how far, and how large at most, in pixels. */
export interface WantedPicture {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly rung: number;
  readonly width: number;
  readonly height: number;
  /** What a model looked at, framed. */
  readonly part: Part | null;
}

interface Held {
  readonly wanted: WantedPicture;
  frame: FramePicture;
  png?: Uint8Array;
}

/** Pictures that pages may ask for: none that is not shown now, and no pixel above its rung. */
export interface HeldPictures {
  /** Makes what is wanted, and forgets all else. */
  want(pictures: readonly WantedPicture[]): void;
  frame(key: string): FramePicture | null;
  png(id: string): Uint8Array | undefined;
  /** The picture of an id, as it was wanted. */
  wanted(id: string): WantedPicture | undefined;
}

/** @param changed called with each picture that has come */
export function heldPictures(images: PairImages, changed: () => void): HeldPictures {
  const held = new Map<string, Held>();
  const make = async (one: Held): Promise<void> => {
    const { shard, row, rung, width, height, part } = one.wanted;
    try {
      const found = await images.image(shard, row);
      if (held.get(one.wanted.key) !== one) return;
      if ("reason" in found) throw new Error(found.reason);
      const obscured = await obscure(found.bytes, rungs[rung] as Obscuring, width, height);
      one.png = await obscuredPng(part === null ? obscured : framed(obscured, part));
      one.frame = { state: "here", id: randomUUID(), alt: `${one.wanted.key}, shown as ${rungs[rung]}` };
    } catch (error) {
      one.frame = { state: "none", words: `no image: ${oneLine(error)}` };
    }
    if (held.get(one.wanted.key) === one) changed();
  };
  const byId = (id: string) =>
    [...held.values()].find(({ frame }) => frame.state === "here" && frame.id === id);
  return {
    want(pictures) {
      const keys = new Set(pictures.map(({ key }) => key));
      for (const key of [...held.keys()]) if (!keys.has(key)) held.delete(key);
      for (const wanted of pictures) {
        const before = held.get(wanted.key);
        if (before !== undefined && JSON.stringify(before.wanted) === JSON.stringify(wanted)) continue;
        const one: Held = { wanted, frame: { state: "waiting", words: `${rungs[wanted.rung]}…` } };
        held.set(wanted.key, one);
        void make(one);
      }
    },
    frame: (key) => held.get(key)?.frame ?? null,
    png: (id) => byId(id)?.png,
    wanted: (id) => byId(id)?.wanted,
  };
}
