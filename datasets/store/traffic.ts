/** What went over the network since the process began: plain counts, for progress. */
export interface Traffic {
  /** Received. */
  readonly bytes: number;
  readonly sent: number;
  readonly requests: number;
  readonly retries: number;
}

const counts = { bytes: 0, sent: 0, requests: 0, retries: 0 };

/** Adds to what was counted. */
export function count(kind: keyof Traffic, by = 1): void {
  counts[kind] += by;
}

/** What was counted so far. */
export function trafficSoFar(): Traffic {
  return { ...counts };
}
