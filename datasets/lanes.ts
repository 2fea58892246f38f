/** Does all of it, so many at once; the first that fails ends it, once those under way have ended. */
export async function inLanes<T>(
  all: Iterable<T>,
  lanes: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all].values();
  let failed = false;
  const lane = async () => {
    for (const one of left) {
      if (failed) return;
      await work(one).catch((cause: unknown) => {
        failed = true;
        throw cause;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const end = ends.find(({ status }) => status === "rejected");
  if (end?.status === "rejected") throw end.reason;
}
