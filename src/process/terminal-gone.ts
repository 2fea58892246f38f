/**
 * Ends the process when its terminal went away (a dropped SSH connection, a closed window), as the signal does
 * that says so. What counts is synced by then, and an ordinary exit would make Node abort with a core dump when
 * it tries to restore a terminal that is gone.
 */
export function terminalGone(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}
