import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { cores } from "../../../../src/process/cores.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

/** What `cores` says where control groups are these files. */
function coresWith(name: string, groups: string, files: Readonly<Record<string, string>>): number {
  for (const [path, text] of Object.entries({ ...files, groups })) {
    mkdirSync(dirname(join(folder(name), path)), { recursive: true });
    writeFileSync(join(folder(name), path), text);
  }
  return cores(join(folder(name), "groups"), folder(name));
}
const all = availableParallelism();
const old = { "cpu/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_period_us": "100000\n" };

it.each([
  ["a container's quota", "0::/\n", { "cpu.max": "100000 100000\n" }, 1],
  ["a part of a core", "0::/\n", { "cpu.max": "20000 100000\n" }, 1],
  ["no quota", "0::/\n", { "cpu.max": "max 100000\n" }, all],
  ["more than there is", "0::/\n", { "cpu.max": "99900000 100000\n" }, all],
  [
    "the quota of a group above",
    "0::/pods/one\n",
    { "pods/one/cpu.max": "max 100000\n", "pods/cpu.max": "1 1\n" },
    1,
  ],
  ["a path of the machine, seen in a container", "0::/docker/4f\n", { "cpu.max": "100000 100000\n" }, 1],
  ["version 1", "3:cpuset:/\n1:cpu:/\n0::/\n", old, 1],
  ["version 1 without a quota", "1:cpu:/\n", { ...old, "cpu/cpu.cfs_quota_us": "-1\n" }, all],
  [
    "version 1, controllers together",
    "4:cpu,cpuacct:/\n",
    { "cpu,cpuacct/cpu.cfs_quota_us": "1000", "cpu,cpuacct/cpu.cfs_period_us": "1000" },
    1,
  ],
  ["nonsense", "what\n", { "cpu.max": "what\n" }, all],
])("counts cores by %s", (name, groups, files, expected) => {
  expect(coresWith(name, groups, files as unknown as Readonly<Record<string, string>>)).toBe(expected);
});

it("counts those of this machine, and all where there are no control groups", () => {
  expect(cores()).toBeGreaterThanOrEqual(1);
  expect(cores()).toBeLessThanOrEqual(all);
  expect(cores(folder("none"), folder("none"))).toBe(all);
});
