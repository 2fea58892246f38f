import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readParts } from "../../src/run/run.ts";
import { root, sluiceIn } from "../support/cli.ts";

/** Made by `test/golden/make-swiftshader.sh`. */
const swiftshader = join(root, "node_modules/.cache/sluice/swiftshader");
const without = !existsSync(join(swiftshader, "libvk_swiftshader.so")) && process.env["CI"] === undefined;

interface Made {
  readonly image: { readonly used: string; readonly rows: readonly Readonly<Record<string, unknown>>[] };
  readonly text: Made["image"];
  readonly cascade: readonly number[];
}

function madeBy(device: string): Made {
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: swiftshader,
    VK_ICD_FILENAMES: join(swiftshader, "vk_swiftshader_icd.json"),
  };
  const script = join(root, "test/support/webgpu-parity.ts");
  const said = execFileSync(process.execPath, ["--import", "tsx", script, device], {
    ...{ cwd: root, env, maxBuffer: 2 ** 26, timeout: 450_000 },
    stdio: ["ignore", "pipe", "ignore"],
  });
  // What a driver says of itself goes to stderr, or stands before the JSON.
  return JSON.parse(String(said).trim().split("\n").at(-1) ?? "") as Made;
}

/** The largest difference between two rows' numbers; what is no number must be the same. */
function apart(a: Made["image"]["rows"], b: Made["image"]["rows"]): number {
  expect(a.length).toBe(b.length);
  const differences = a.flatMap((row, i) =>
    Object.entries(row).map(([name, value]) => {
      const other = b[i]?.[name];
      if (typeof value === "number" && typeof other === "number") return Math.abs(value - other);
      expect(other, name).toEqual(value);
      return 0;
    }),
  );
  return Math.max(...differences);
}

it.skipIf(without)("workers that share a session on WebGPU score as those on the CPU", async () => {
  const env = {
    LD_LIBRARY_PATH: swiftshader,
    VK_ICD_FILENAMES: join(swiftshader, "vk_swiftshader_icd.json"),
  };
  const folder = mkdtempSync(join(tmpdir(), "sluice-shared-"));
  const rows = [];
  for (const device of ["cpu", "webgpu"]) {
    const run = join(folder, device);
    const flags = ["--filters", "text-toxicity", "--limit", "4", "--workers", "2", "--device", device];
    expect(await sluiceIn({ env }, "audit", "sample", "--out", run, ...flags)).toMatchObject({ code: 0 });
    const said = await sluiceIn({ env }, "explore", run, "--where", "true", "--json");
    rows.push(JSON.parse(said.stdout).pairs);
    expect((await readParts(run)).map((part) => part.device)).toEqual([device]);
  }
  expect(apart(rows[0], rows[1])).toBeLessThan(2e-3);
  rmSync(folder, { recursive: true });
});

it.skipIf(without)(
  "WebGPU computes what the CPU does: pictures, captions, the tiny cascade",
  () => {
    const [cpu, gpu] = [madeBy("cpu"), madeBy("webgpu")];
    expect([cpu.image.used, gpu.image.used, gpu.text.used]).toEqual(["cpu", "webgpu", "webgpu"]);
    expect(cpu.image.rows).toHaveLength(2);
    expect(apart(cpu.image.rows, gpu.image.rows)).toBeLessThan(2e-3);
    expect(apart(cpu.text.rows, gpu.text.rows)).toBeLessThan(2e-3);
    const steps = cpu.cascade.map((value, i) => Math.abs(value - (gpu.cascade[i] ?? Number.NaN)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(2);
  },
  480_000,
);
