import { useEffect, useReducer, useRef } from "react";

/**
 * Turns that are over once they are drawn.
 * @param onDrawn called when all that was set in the turn before is on its way to the terminal
 * @returns ends a turn: to be called in the same go as everything that the turn sets
 */
export function useTurns(onDrawn: () => void): () => void {
  // React draws what is set together together, and on a busy machine any number of turns of the loop later.
  const [turn, end] = useReducer((last: number) => last + 1, 0);
  const newest = useRef(onDrawn);
  newest.current = onDrawn;
  useEffect(() => {
    if (turn > 0) newest.current();
  }, [turn]);
  return end;
}
