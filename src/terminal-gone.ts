/**
 * Ends the process when its terminal went away (a dropped SSH connection, a closed window). What counts is
 * synced by then, and Node aborts with a core dump when it tries to restore a terminal that is gone.
 */
export function terminalGone(): void {
  process.kill(process.pid, "SIGKILL");
}
