import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it } from "vitest";
import { start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { tarOf } from "../support/written.ts";

const folder = scratchFolder();
/** Pictures that take many seconds together, and few bytes. */
const SLOW = 40;

/** Workers by their parent's id, as Linux lists processes. */
function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ")[1] === String(parent);
      } catch {
        return false;
      }
    })
    .map(Number);
}

it.skipIf(!existsSync("/proc/self/stat"))(
  "Ctrl-C ends an audit that is stuck in a slow picture, and its workers",
  async () => {
    const picture = await sharp({ create: { width: 9900, height: 9900, channels: 3, background: "teal" } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    mkdirSync(folder("data"), { recursive: true });
    const members = Array.from({ length: SLOW }, (_, n) => [`${n}.png`, picture] as const);
    writeFileSync(folder("data/00000.tar"), await tarOf(members));
    const run = folder("run");
    const flags = ["--filters", "image-basics", "--workers", "1", "--json"];
    const audit = start(["audit", folder("data"), "--out", run, ...flags]);
    await audit.says(/"workers-ready"/u);
    const begun = performance.now();
    await sharp(picture).stats();
    const one = performance.now() - begun;
    const workers = childrenOf(audit.pid);
    expect(workers.length).toBeGreaterThan(0);
    const asked = performance.now();
    audit.kill("SIGINT");
    const { code } = await audit.done;
    expect(code).toBe(130);
    // It waits for the picture under way, and not for the 16 of its batch.
    expect(performance.now() - asked).toBeLessThan(10 * one);
    expect(existsSync(join(run, "scores/00000.parquet"))).toBe(false);
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
  },
);
