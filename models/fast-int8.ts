import { readFileSync } from "node:fs";

/**
 * Whether whole numbers are faster than floats here: the processor multiplies bytes four at a time (VNNI on x86, the dot
 * products of ARM). Without it they are slower, and AVX2's own instruction overflows.
 * @param platform `linux`, `darwin`, … as `process.platform`
 */
export function hasFastInt8(
  platform: string = process.platform,
  arch: string = process.arch,
  cpuinfo: () => string = () => readFileSync("/proc/cpuinfo", "utf8"),
): boolean {
  if (platform === "darwin") return arch === "arm64";
  if (platform !== "linux") return false;
  try {
    return /^(?:flags|Features)\s*:.*\b(?:avx512_vnni|avx_vnni|asimddp)\b/mu.test(cpuinfo());
  } catch {
    return false;
  }
}
