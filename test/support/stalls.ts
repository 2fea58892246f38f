/** Halts whoever calls `step` before the n-th call until it is let go on; one that never is has died. */
export function halting(at: number) {
  let steps = 0;
  let go = () => {};
  const on = new Promise<void>((resolve) => {
    go = resolve;
  });
  let reached = () => {};
  const there = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const step = async () => {
    steps += 1;
    if (steps !== at) return;
    reached();
    await on;
  };
  return { step, there, go };
}

/** Whole numbers below n, the same for the same seed. */
export function chances(seed: number): (n: number) => number {
  let state = seed * 2_654_435_761;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
