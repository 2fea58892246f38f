import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { parquetBombs } from "../../support/parquet-bombs.ts";
import { scratchFolder } from "../../support/run-files.ts";

const scratch = scratchFolder()("bombs");
mkdirSync(scratch);

/** What a small file may take, its rows and JavaScript's own included. */
const MOST_BYTES = 400_000_000;
/** All together take a few seconds: this is for a machine many times slower. */
const MOST_SECONDS = 240;

interface Read {
  readonly rows: number;
  readonly sound: number;
  readonly errors: readonly string[];
}

it.skipIf(process.platform !== "linux")(
  "ends small Parquet files that unpack to much in errors, soon and in little memory",
  async () => {
    const names = Object.keys(parquetBombs);
    const paths = names.map((_, i) => join(scratch, `${i}.parquet`));
    for (const [i, name] of names.entries()) writeFileSync(paths[i] as string, parquetBombs[name]?.() ?? "");
    const script = ["--import", "tsx", "test/support/parquet-peak.ts", ...paths];
    const { stdout } = await promisify(execFile)(process.execPath, script, { timeout: MOST_SECONDS * 1000 });
    const { peak, files } = JSON.parse(stdout) as { peak: number; files: readonly Read[] };
    expect(peak).toBeLessThan(MOST_BYTES);
    for (const [i, { rows, sound, errors }] of files.entries()) {
      expect([rows > 0, sound], names[i]).toEqual([true, 0]);
      for (const error of errors) expect(error, names[i]).toMatch(/^Cannot read [^\n]+[^.\n]$/u);
    }
  },
);
