import { shellWords } from "../../../process/shell-word.ts";
import type { LaunchWish } from "./wish.ts";

/**
 * A script that starts workers on this machine, each with a log of its own, waits for them and seals the run. Each
 * watches the script: they end with it, whatever ends it.
 */
export function localScript({ run, workers, work, seal }: LaunchWish): string {
  const status = shellWords([shellWords(["sluice", "status", run])]);
  return `#!/bin/bash
# Starts ${workers} workers here, waits for them, and seals the run; one that is worth a retry is tried again.
# They end with this script, whatever ends it.
set -uo pipefail
logs=${shellWords([`${run}/submit/logs`])}
mkdir -p "$logs"
export SLUICE_PARENTS="\${SLUICE_PARENTS:+$SLUICE_PARENTS,}$$"
pids=()
stopped=
start() {
  ${shellWords(work)} >>"$logs/local_$1.log" 2>&1 </dev/null &
  pids[$1]=$!
}
trap 'stopped=1; kill "\${pids[@]}" 2>/dev/null' INT TERM
for i in $(seq ${workers}); do start "$i"; done
printf 'workers write to %s/local_<n>.log; where they are: %s\\n' "$logs" ${status}
worst=0
for i in $(seq ${workers}); do
  for try in 1 2 3; do
    wait "\${pids[$i]}"
    code=$?
    # A signal ends the waiting, and not yet the worker.
    while [ -n "$stopped" ] && kill -0 "\${pids[$i]}" 2>/dev/null; do
      wait "\${pids[$i]}"
      code=$?
    done
    # Beyond 128 it was ended by a signal, and may have done nothing wrong.
    if { [ "$code" != 75 ] && [ "$code" -le 128 ]; } || [ "$try" = 3 ] || [ -n "$stopped" ]; then break; fi
    start "$i"
  done
  [ "$code" = 0 ] || worst=$code
  echo "worker $i: exit code $code"
done
[ "$worst" = 0 ] || exit "$worst"
[ -z "$stopped" ] || exit 143
exec ${shellWords(seal)}
`;
}
