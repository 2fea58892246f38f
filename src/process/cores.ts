import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

/**
 * Cores that this process may keep busy, at least 1: those that it may run on, and no more than the CPU quota of its
 * container pays for, rounded up. Node reads the quota itself only from libuv 1.49 on; without it, a pod with two
 * CPUs on a machine of a hundred cores starts a hundred workers.
 * Quotas: the kernel's documentation of `cpu.max` (cgroup v2) and of `cpu.cfs_quota_us` (v1), of the process's own
 * group and of those above it.
 * @param groups which control groups the process belongs to
 * @param mounted where control groups are mounted
 */
export function cores(groups = "/proc/self/cgroup", mounted = "/sys/fs/cgroup"): number {
  const quotas = linesOf(groups).flatMap((line) => {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/u.exec(line) ?? [];
    if (controllers === "") return upwards(path).map((folder) => quotaOf(join(mounted, folder)));
    if (!controllers.split(",").includes("cpu")) return [];
    return upwards(path).map((folder) => oldQuotaOf(join(mounted, controllers, folder)));
  });
  return Math.min(availableParallelism(), ...quotas.map((quota) => Math.max(1, Math.ceil(quota))));
}

/** Cores by cgroup v2: `max 100000`, or quota and period in microseconds. */
function quotaOf(folder: string): number {
  const [quota, period] = linesOf(join(folder, "cpu.max"))[0]?.split(" ").map(Number) ?? [];
  return shareOf(quota, period);
}

/** Cores by cgroup v1, where no quota is −1. */
function oldQuotaOf(folder: string): number {
  const [quota, period] = ["quota", "period"].map((name) =>
    Number(linesOf(join(folder, `cpu.cfs_${name}_us`))[0]),
  );
  return shareOf(quota, period);
}

function shareOf(quota = Number.NaN, period = Number.NaN): number {
  return quota > 0 && period > 0 ? quota / period : Number.POSITIVE_INFINITY;
}

/** A group and those above it. A container that sees the machine's path finds its own group at the root. */
function upwards(path: string): readonly string[] {
  return path === "/" || path === "." ? ["/"] : [path, ...upwards(dirname(path))];
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
