import { shellWords } from "../../../process/shell-word.ts";
import type { LaunchWish } from "./wish.ts";

/** A script that starts workers on this machine, waits for them and seals the run. */
export function localScript({ workers, work, seal }: LaunchWish): string {
  return `#!/bin/bash
# Starts ${workers} workers here, waits for them, and seals the run; one that is worth a retry is tried again.
set -uo pipefail
worker() {
  for try in 1 2 3; do
    ${shellWords(work)}
    code=$?
    [ "$code" = 75 ] || return "$code"
  done
  return 75
}
pids=()
trap 'kill "\${pids[@]}" 2>/dev/null' INT TERM
for i in $(seq ${workers}); do
  worker &
  pids+=($!)
done
worst=0
for pid in "\${pids[@]}"; do
  wait "$pid" || worst=$?
done
[ "$worst" = 0 ] || exit "$worst"
exec ${shellWords(seal)}
`;
}
