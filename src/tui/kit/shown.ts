import { type RefObject, useCallback, useRef, useState } from "react";
import type { ScreenFace } from "./interface.ts";

const noFace: ScreenFace = { status: "", bindings: [], command: "sluice" };

/** Milliseconds after which what React drew is in the terminal: several frames of Ink's. */
const WRITTEN = 40;

/** What a person can have seen: each is null while it is not drawn. */
export interface Seen {
  /** What keys act on, as it is shown, as `shows` of a face names it. */
  readonly shows: string | null;
  /** The same, whatever of it is shown, as `stands` names it. */
  readonly stands: string | null;
}

/** The screen's face: what is drawn of it is state, its newest handlers are at hand without drawing. */
export interface ShownFace {
  readonly face: RefObject<ScreenFace>;
  readonly shown: ScreenFace;
  readonly show: (face: ScreenFace) => void;
  /** What the face names, once a person can have seen it: every key from before has been read by then. */
  readonly seen: RefObject<Seen>;
  /** Whether what the screen shows now was seen: keys that act on it count. */
  readonly live: boolean;
}

/** Follows what the screen shows, and what of it a person can have seen. */
export function useShown(): ShownFace {
  const face = useRef(noFace);
  const seen = useRef<Seen>({ shows: null, stands: null });
  const [shown, setShown] = useState(noFace);
  const [live, setLive] = useState(false);
  const drawnIs = useCallback((part: keyof Seen, name: string) => {
    if (face.current[part] !== name) return;
    seen.current = { ...seen.current, [part]: name };
    if (part === "shows") setLive(true);
  }, []);
  const show = useCallback(
    (next: ScreenFace) => {
      for (const part of ["shows", "stands"] as const) {
        const name = next[part] ?? null;
        if (name === (face.current[part] ?? null)) continue;
        seen.current = { ...seen.current, [part]: null };
        if (part === "shows") setLive(false);
        // A timer that is late comes before keys that waited for the loop; the turn's end comes after them.
        if (name !== null) setTimeout(() => setImmediate(drawnIs, part, name), WRITTEN);
      }
      face.current = next;
      setShown((old) => (drawn(old) === drawn(next) ? old : next));
    },
    [drawnIs],
  );
  return { face, shown, show, seen, live };
}

function drawn({ status, command, bindings, waiting, policy }: ScreenFace): string {
  return JSON.stringify([
    status,
    command,
    waiting,
    policy,
    bindings.map(({ keys, bar, help }) => [keys, bar, help]),
  ]);
}
