/** How much more than after the last time a process may hold before it gives back again, bytes. */
const MORE_BYTES = 16 * 2 ** 20;

/** Milliseconds from one look to the next. */
const EVERY = 50;

/**
 * Works while what was freed is given back to the system. DuckDB's allocator keeps it for ten seconds and more, so that
 * a process held the more, the faster the machine and the more rows there were.
 * @param flush gives back what is free; where it fails, work goes on
 * @param held what the process holds, bytes
 */
export function givingBack(
  flush: () => Promise<void>,
  held: () => number = () => process.memoryUsage.rss(),
): <T>(work: () => Promise<T>) => Promise<T> {
  let least = Number.POSITIVE_INFINITY;
  let flushing: Promise<void> | undefined;
  const look = () => {
    const now = held();
    least = Math.min(least, now);
    if (flushing !== undefined || now < least + MORE_BYTES) return;
    flushing = flush()
      .catch(() => {})
      .then(() => {
        least = held();
        flushing = undefined;
      });
  };
  return async (work) => {
    look();
    const timer = setInterval(look, EVERY);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      // Whoever closes the database closes nothing that is still at work.
      await flushing;
    }
  };
}
