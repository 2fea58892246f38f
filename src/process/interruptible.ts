/** Work of native code that no signal reaches: each entry asks one piece of it to end. */
const running = new Set<() => void>();
let abandoned = 0;

/**
 * Registers work that a person's wish to stop must reach.
 * @param stop asks the work to end
 * @returns to be called once it has ended, or was given up on
 */
export function interruptible(stop: () => void): () => void {
  running.add(stop);
  return () => void running.delete(stop);
}

/** Asks all such work to end. */
export function interruptAll(): void {
  for (const stop of running) stop();
}

/** Gives up on work that was asked to end and did not, until `ended` resolves. */
export function abandon(ended: Promise<unknown>): void {
  abandoned++;
  const back = () => void abandoned--;
  ended.then(back, back);
}

/** Whether native code is still at work: an ordinary exit would wait for it. */
export function isHeld(): boolean {
  return running.size > 0 || abandoned > 0;
}

/** Asks all such work to end and waits for it. @returns whether some of it never will */
export async function isStuck(): Promise<boolean> {
  interruptAll();
  while (running.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return abandoned > 0;
}

/** Ends the process as a signal does that nobody listens to: no native code can hold that up. */
export function endBy(signal: "SIGINT" | "SIGTERM"): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
