/** Waits for work that cannot be stopped, but no longer than until an abort, whose reason is thrown. */
export async function orAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The same items, until an abort. */
export async function* untilAbort<T>(
  items: AsyncGenerator<T, void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  for (;;) {
    const next = await orAbort(items.next(), signal);
    if (next.done) return;
    yield next.value;
  }
}
