/** How long it stands still, of each turn; milliseconds. */
const STILL = 24;
const TURN = 30;

/**
 * Lets a process run a fifth of the time, as on a machine that has other things to do, while this one has no more to do.
 * @returns lets it run again
 */
export function slowed(pid: number): () => void {
  const tell = (signal: NodeJS.Signals) => {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone.
    }
  };
  const turns = setInterval(() => {
    tell("SIGSTOP");
    setTimeout(tell, STILL, "SIGCONT");
  }, TURN);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    clearInterval(turns);
    tell("SIGCONT");
  };
}
