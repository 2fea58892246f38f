import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** What of the person's or the machine's environment would change what Sluice does or draws. */
const theirs =
  /^(?:SLUICE_(?!THOROUGH$)|HF_|HUGGINGFACE_|SLURM_|JOB_COMPLETION|KITTY_|GHOSTTY_|TERM_PROGRAM|TMUX|LC_)|^(?:NO_COLOR|FORCE_COLOR|VISUAL|EDITOR)$/u;

for (const name of Object.keys(process.env)) if (theirs.test(name)) delete process.env[name];

/** Each test file is a machine of its own: no two share pins, keys, a gate or a cache, nor leave any behind. */
const home = mkdtempSync(join(tmpdir(), "sluice-home-"));
for (const name of ["CONFIG", "STATE", "CACHE"])
  process.env[`XDG_${name}_HOME`] = join(home, name.toLowerCase());
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 20 }));
