import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Ran, sluice } from "./cli.ts";

/** A dataset that was audited and then curated. */
export interface Curated {
  readonly run: string;
  readonly to: string;
  readonly ran: Ran;
}

/** Audits a dataset by cheap filters that drop nothing of a whole pair, and curates it; all of it gone after the test. */
export async function curated(source: string, ...flags: readonly string[]): Promise<Curated> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-curated-"));
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
  const [run, to] = [join(folder, "run"), join(folder, "curated")];
  const filters = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  const audited = await sluice("audit", source, ...filters, "--out", run);
  if (audited.code !== 0 && audited.code !== 4) throw new Error(audited.stderr);
  const ran = await sluice("curate", run, "--to", to, "--quiet", ...flags);
  return { run, to, ran };
}
