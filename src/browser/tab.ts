import { droppedText } from "../screens/app/typed-ahead.ts";
import type { Frame } from "./frame.ts";

/** Frames whose drawing is remembered. */
const REMEMBERED = 64;

/** A page that is open, and what its reader can have seen. */
export interface Tab {
  send(frame: Frame): void;
  /** What that frame shows; null where it was never sent, or long ago. */
  showed(frame: number): string | null;
  /** It stands on the screen. */
  drew(frame: number): void;
  /**
   * Why a key does nothing: it was typed before what it acts on was drawn, or as blindly behind such a one; null where it counts.
   * @param frame the last that was drawn when it was typed
   * @param shows what keys act on now
   */
  drops(
    key: { readonly name: string; readonly about: string | undefined; readonly frame: number },
    shows: string | null,
  ): string | null;
}

/** @param send hands a frame to the page */
export function openTab(send: (frame: Frame) => void): Tab {
  const sent = new Map<number, string | null>();
  const drawn = new Set<number>();
  let newest = 0;
  /** Keys typed before this frame was drawn are blind; `first` was dropped first. */
  let blindBefore = 0;
  let first = { name: "", about: "" };
  let others = 0;
  return {
    send(frame) {
      newest = frame.number;
      sent.set(frame.number, frame.shows);
      for (const old of [...sent.keys()].slice(0, -REMEMBERED)) {
        sent.delete(old);
        drawn.delete(old);
      }
      send(frame);
    },
    showed: (frame) => sent.get(frame) ?? null,
    drew: (frame) => void drawn.add(frame),
    drops({ name, about, frame }, shows) {
      if (frame < blindBefore) return droppedText(first.name, first.about, ++others);
      const seen = drawn.has(frame) ? (sent.get(frame) ?? null) : null;
      if (about === undefined || (shows !== null && shows === seen)) return null;
      blindBefore = newest + 1;
      first = { name, about };
      others = 0;
      return droppedText(name, about, 0);
    },
  };
}
