import type { LaunchWish } from "./wish.ts";

/** A Ray driver: one task a worker, tried again where it is worth it, then the seal. */
export function rayDriver({ workers, work, seal }: LaunchWish): string {
  return `"""Runs ${workers} workers on a Ray cluster whose nodes all see the run's folder, then seals the run."""
import os
import subprocess

import ray

WORK = ${JSON.stringify(work)}
SEAL = ${JSON.stringify(seal)}


@ray.remote(max_retries=3, retry_exceptions=[OSError])
def work():
    # The worker ends with the process of Ray that it works for.
    code = subprocess.run(WORK, env={**os.environ, "SLUICE_PARENTS": str(os.getpid())}).returncode
    if code == 75 or code < 0 or code > 128:
        raise OSError(f"worth a retry: exit code {code}")
    return code


ray.init()
codes = ray.get([work.remote() for _ in range(${workers})])
raise SystemExit(max(codes) or subprocess.run(SEAL).returncode)
`;
}
