import { droppedText, nothingSeen, type Seen } from "../screens/app/typed-ahead.ts";
import type { Frame } from "./frame.ts";

/** Frames whose drawing is remembered. */
const REMEMBERED = 64;

/** A page that is open, and what its reader can have seen. */
export interface Tab {
  send(frame: Frame): void;
  /** Something was typed or chosen there: frames sent from now on know of it. */
  hears(): void;
  /** What stands in that frame; nothing where it was never sent, or long ago. */
  showed(frame: number): Seen;
  /** It stands on the screen. */
  drew(frame: number): void;
  /**
   * Why a key does nothing: it was typed before what it acts on was drawn, or as blindly behind such a one; null where it counts.
   * @param frame the last that was drawn when it was typed
   * @param unseen what it acts on that this cannot have shown; undefined where it may act
   */
  drops(
    key: { readonly name: string; readonly frame: number },
    unseen: (seen: Seen) => string | undefined,
  ): string | null;
}

/** @param send hands a frame to the page */
export function openTab(send: (frame: Frame) => void): Tab {
  const sent = new Map<number, Seen>();
  const drawn = new Set<number>();
  let newest = 0;
  let heard = 0;
  /** Keys typed before this frame was drawn are blind; `first` was dropped first. */
  let blindBefore = 0;
  let first = { name: "", about: "" };
  let others = 0;
  return {
    send(frame) {
      newest = frame.number;
      sent.set(frame.number, frame.seen);
      for (const old of [...sent.keys()].slice(0, -REMEMBERED)) {
        sent.delete(old);
        drawn.delete(old);
      }
      send({ ...frame, heard });
    },
    hears: () => void heard++,
    showed: (frame) => sent.get(frame) ?? nothingSeen,
    drew: (frame) => void drawn.add(frame),
    drops({ name, frame }, unseen) {
      if (frame < blindBefore) return droppedText(first.name, first.about, ++others);
      const about = unseen(drawn.has(frame) ? (sent.get(frame) ?? nothingSeen) : nothingSeen);
      if (about === undefined) return null;
      blindBefore = newest + 1;
      first = { name, about };
      others = 0;
      return droppedText(name, about, 0);
    },
  };
}
