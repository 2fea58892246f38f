import { readFile } from "node:fs/promises";
import { CliError, oneLine } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import type { Verdict } from "../provenance/provenance-report.ts";
import { readProvenance } from "../provenance/read-provenance.ts";
import { readTrust } from "../provenance/trust.ts";

/** Where an image comes from: what its manifest, statement and mark say, and whether they hold. */
export interface Origin {
  readonly verdict: Verdict;
  readonly format: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What was found, in plain words; not made safe to print. */
  readonly explanations: readonly string[];
}

/**
 * Reads and verifies where an image comes from.
 * @param trust file of certificates (PEM) that are trusted to stand behind a signature, and of gates' verifier keys
 * @returns the whole report, of which {@link Origin} is what people read
 * @throws CliError (exit code 2) for what is no image, or nobody to trust
 */
export async function provenance(file: string, trust: string | null): Promise<Origin> {
  const bytes = await read(file);
  return readProvenance(bytes, file, trust === null ? undefined : await trusted(trust));
}

async function read(file: string): Promise<Uint8Array> {
  return readFile(file).catch((cause) => {
    throw new CliError(`Cannot read "${printable(file)}": ${oneLine(cause)}`, { exitCode: 2, cause });
  });
}

async function trusted(file: string): Promise<ReturnType<typeof readTrust>> {
  const text = Buffer.from(await read(file)).toString("utf8");
  try {
    return readTrust(text);
  } catch (cause) {
    throw new CliError(`Cannot trust "${printable(file)}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
