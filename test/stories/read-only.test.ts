import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
/** Whether a folder can be mounted over itself here, for one process to see (util-linux, and root). */
const canMount = spawnSync("unshare", ["--mount", "true"]).status === 0;

it.skipIf(!canMount)("names a read-only disk before any work, and asks for no other try", async () => {
  const disk = folder("disk");
  const run = join(disk, "run");
  await sluice("plan", join(root, "datasets/sample"), "--out", run, "--filters", "image-basics");
  const program = `"${process.execPath}" "${join(root, "src/cli/sluice.cjs")}"`;
  const played = spawnSync(
    "unshare",
    [
      "--mount",
      "sh",
      "-c",
      `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 99
       ${program} work "$2"; echo "work $?"
       ${program} plan "$3" --out "$1/new"; echo "plan $?"`,
      "sh",
      disk,
      run,
      join(root, "datasets/sample"),
    ],
    { encoding: "utf8" },
  );
  expect(played.stdout).toBe("work 2\nplan 1\n");
  const [work = "", plan = "", ...more] = played.stderr.trimEnd().split("\n");
  expect(work).toContain(`Cannot work on run "${run}": nothing can be written in "${run}" (EROFS)`);
  expect(plan).toContain(`Cannot mkdir "${disk}/new": wanted a disk that can be written`);
  expect(more).toEqual([]);
  expect(readdirSync(disk)).toEqual(["run"]);
});
