import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { nothingSeen, type Seen } from "../../screens/app/typed-ahead.ts";
import type { ScreenFace } from "./interface.ts";

const noFace: ScreenFace = { status: "", bindings: [], command: "sluice" };

/** Milliseconds after which what React drew is in the terminal: several frames of Ink's. */
const WRITTEN = 40;

/** What of the screen is drawn, as far as keys ask. */
export interface Drawing {
  /** What is on screen now. */
  readonly now: RefObject<Seen>;
  /** The same, once a person can have seen it: every key from before has been read by then. */
  readonly seen: RefObject<Seen>;
}

/** The screen's face: what is drawn of it is state, its newest handlers are at hand without drawing. */
export interface ShownFace {
  readonly face: RefObject<ScreenFace>;
  readonly shown: ScreenFace;
  readonly show: (face: ScreenFace) => void;
  readonly drawing: Drawing;
  /** What was seen as of this drawing: keys that act on it count. */
  readonly live: Seen;
}

/**
 * Follows what the screen shows, and what of it a person can have seen.
 * @param place names the place in the stack of screens, other than any before
 * @param covered whether the screen is hidden, by a menu or because it does not fit: nobody sees it then
 */
export function useShown(place: string, covered: boolean): ShownFace {
  const face = useRef(noFace);
  const [shown, setShown] = useState(noFace);
  const [live, setLive] = useState(nothingSeen);
  const now = useRef(nothingSeen);
  const seen = useRef(nothingSeen);
  const newest = useRef({ place, covered });
  newest.current = { place, covered };
  /** How often the screen was on its way: each time it comes anew. */
  const arrivals = useRef(0);

  const look = useCallback((drawn: Seen) => {
    const arrived = () => {
      if (newest.current.covered) return;
      const stands = (part: keyof Seen) => drawn[part] !== null && drawn[part] === now.current[part];
      const standing = parts((part) => (stands(part) ? drawn : seen.current)[part]);
      if (isSame(standing, seen.current)) return;
      seen.current = standing;
      setLive(standing);
    };
    // A timer that is late comes before keys that waited for the loop; the turn's end comes after them.
    setTimeout(() => setImmediate(arrived), WRITTEN);
  }, []);
  const turn = useCallback(
    (next: Seen) => {
      if (isSame(next, now.current)) return;
      const left = parts((part) => (next[part] === now.current[part] ? seen.current[part] : null));
      now.current = next;
      if (!isSame(left, seen.current)) {
        seen.current = left;
        setLive(left);
      }
      look(next);
    },
    [look],
  );
  const show = useCallback(
    (next: ScreenFace) => {
      const { shows = null, stands = null, waiting = false } = next;
      if (waiting) arrivals.current++;
      const at = newest.current.place;
      turn({ place: at, screen: waiting ? null : `${at} ${arrivals.current}`, shows, stands });
      face.current = next;
      setShown((old) => (drawn(old) === drawn(next) ? old : next));
    },
    [turn],
  );
  // Whatever a screen says of itself, or does not: of another place nothing was seen yet.
  useLayoutEffect(() => {
    if (now.current.place !== place) turn({ ...nothingSeen, place });
  }, [place, turn]);
  useEffect(() => {
    if (!covered) look(now.current);
  }, [covered, look]);
  return { face, shown, show, drawing: { now, seen }, live };
}

function parts(of: (part: keyof Seen) => string | null): Seen {
  return { place: of("place"), screen: of("screen"), shows: of("shows"), stands: of("stands") };
}

function isSame(a: Seen, b: Seen): boolean {
  return a.place === b.place && a.screen === b.screen && a.shows === b.shows && a.stands === b.stands;
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
