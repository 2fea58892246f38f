import { shellWords } from "../../../process/shell-word.ts";
import type { LaunchWish } from "./wish.ts";

/**
 * A script that submits an array of workers, each of which may be requeued, and the job that seals the run after them.
 * A worker that is worth a retry (exit code 75, or ended by a signal) requeues itself, three times at most.
 */
export function slurmScript({ run, name, workers, work, seal }: LaunchWish): string {
  // In the name of a log, Slurm puts something in for `%j`, and reads `%%` as `%`.
  const logs = `${run}/submit/logs`.replaceAll("%", "%%");
  return `#!/bin/bash
# Submits the workers of ${shellWords([run])} and what seals it; further arguments go to sbatch, as --partition=gpu.
set -euo pipefail
mkdir -p ${shellWords([`${run}/submit/logs`])}
array=$(sbatch --parsable --job-name=${name} --array=0-${workers - 1} --requeue --open-mode=append \\
  --output=${shellWords([`${logs}/%A_%a.log`])} "$@" <<'JOB'
#!/bin/bash
${shellWords(work)}
code=$?
if { [ "$code" = 75 ] || [ "$code" -gt 128 ]; } && [ "\${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
JOB
)
seal=$(sbatch --parsable --job-name=${name}-seal --dependency="afterok:$array" --kill-on-invalid-dep=yes \\
  --output=${shellWords([`${logs}/%A_seal.log`])} "$@" <<'JOB'
#!/bin/bash
${shellWords(seal)}
JOB
)
echo "workers: $array, seal: $seal"
`;
}
