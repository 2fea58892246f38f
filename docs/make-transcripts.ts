/** Plays the transcripts of the documents and writes what is printed now into them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, sluiceIn } from "../test/support/cli.ts";
import { play } from "../test/support/play.ts";
import { played, readPage, transcriptsOf, withOutput } from "./transcripts.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-transcripts-"));
try {
  for (const name of ["CONFIG", "STATE", "CACHE"])
    process.env[`XDG_${name}_HOME`] = join(scratch, name.toLowerCase());
  await sluiceIn({ cwd: scratch }, "audit", "sample", "--quiet");
  for (const [i, name] of played.entries()) {
    const page = readPage(root, name);
    const outputs = await play(
      name,
      transcriptsOf(page),
      join(scratch, `${i}`),
      join(scratch, "runs/sample"),
    );
    writeFileSync(join(root, name), withOutput(page, outputs));
  }
} finally {
  rmSync(scratch, { recursive: true });
}
