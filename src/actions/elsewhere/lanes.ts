/** Files under way at once: a part of each is held in memory. */
const LANES = 4;

/** Does all of it, some at once; the first that fails ends it, once those under way have ended. */
export async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  const lane = async () => {
    try {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one);
    } catch (cause) {
      queue.length = 0;
      throw cause;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
