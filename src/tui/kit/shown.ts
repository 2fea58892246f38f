import { type RefObject, useCallback, useRef, useState } from "react";
import type { ScreenFace } from "./interface.ts";

const noFace: ScreenFace = { status: "", bindings: [], command: "sluice" };

/** Milliseconds after which what React drew is in the terminal: several frames of Ink's. */
const WRITTEN = 40;

/** The screen's face: what is drawn of it is state, its newest handlers are at hand without drawing. */
export interface ShownFace {
  readonly face: RefObject<ScreenFace>;
  readonly shown: ScreenFace;
  readonly show: (face: ScreenFace) => void;
  /** What `shows` names, once a person can have seen it: every key from before has been read by then. */
  readonly seen: RefObject<string | null>;
  /** Whether that is what the screen shows now: keys that act on it count. */
  readonly live: boolean;
}

/** Follows what the screen shows, and what of it a person can have seen. */
export function useShown(): ShownFace {
  const face = useRef(noFace);
  const seen = useRef<string | null>(null);
  const [shown, setShown] = useState(noFace);
  const [live, setLive] = useState(false);
  const drawnIs = useCallback((shows: string) => {
    if (face.current.shows !== shows) return;
    seen.current = shows;
    setLive(true);
  }, []);
  const show = useCallback(
    (next: ScreenFace) => {
      const { shows = null } = next;
      if (shows !== (face.current.shows ?? null)) {
        seen.current = null;
        setLive(false);
        // A timer that is late comes before keys that waited for the loop; the turn's end comes after them.
        if (shows !== null) setTimeout(() => setImmediate(drawnIs, shows), WRITTEN);
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
