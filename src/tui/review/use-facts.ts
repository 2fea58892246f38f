import { useCallback, useMemo, useRef, useState } from "react";
import { factsOfPair, type PairFacts } from "../../actions/review.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import { type Known, UNKNOWN } from "../../screens/review/press.ts";

/** What the run knows of the pairs that come up, fetched when they do. */
export interface FactSource {
  want(key: string | null): void;
  receipt(key: string): DecisionReceipt | undefined;
  known(key: string): Known;
}

/** Facts about pairs, at hand for the pair on screen and the ones before it. */
export function useFacts(view: DecidedRun): FactSource {
  const found = useRef(new Map<string, PairFacts>());
  const [, redraw] = useState(0);
  const want = useCallback(
    (key: string | null) => {
      if (key === null || found.current.has(key)) return;
      factsOfPair(view, key).then(
        (facts) => {
          found.current.set(key, facts);
          redraw((n) => n + 1);
        },
        // The run was closed meanwhile: the screen is gone too.
        () => {},
      );
    },
    [view],
  );
  return useMemo(
    () => ({
      want,
      receipt: (key) => found.current.get(key)?.receipt,
      known: (key) => found.current.get(key) ?? UNKNOWN,
    }),
    [want],
  );
}
