import { useCallback, useMemo, useRef, useState } from "react";
import { clusterOf } from "../../review/queue.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { type DecisionReceipt, decisionReceipt } from "../../run/questions/receipt.ts";
import type { Known } from "../../screens/review/press.ts";

interface Facts {
  readonly receipt: DecisionReceipt;
  readonly cluster: readonly string[];
}

/** What the run knows of the pairs that come up, fetched when they do. */
export interface FactSource {
  want(key: string | null): void;
  receipt(key: string): DecisionReceipt | undefined;
  known(key: string): Known;
}

/** Facts about pairs, at hand for the pair on screen and the ones before it. */
export function useFacts(view: DecidedRun): FactSource {
  const found = useRef(new Map<string, Facts>());
  const [, redraw] = useState(0);
  const want = useCallback(
    (key: string | null) => {
      if (key === null || found.current.has(key)) return;
      Promise.all([decisionReceipt(view, key), clusterOf(view, key)]).then(
        ([first, cluster]) => {
          found.current.set(key, { receipt: first, cluster });
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
      known(key) {
        const facts = found.current.get(key);
        return { severity: facts ? severityOf(facts.receipt) : 1, cluster: facts?.cluster ?? [] };
      },
    }),
    [want],
  );
}

/** The highest score that is a probability. */
function severityOf({ scores }: DecisionReceipt): number {
  return Math.max(
    0,
    ...scores.flatMap(({ id, value, columns }) =>
      value !== null && columns.length === 1 && /^(?:image|text)_/u.test(id) ? [value] : [],
    ),
  );
}
