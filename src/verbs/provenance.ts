import { CliError, oneLine } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { readLimited } from "../process/read-limited.ts";
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

/** Bytes of a picture, and of certificates and keys, at most: what is endless is refused, and not read. */
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_TRUST = 16 * 1024 * 1024;

/**
 * Reads and verifies where an image comes from.
 * @param trust file of certificates (PEM) that are trusted to stand behind a signature, and of gates' verifier keys
 * @returns the whole report, of which {@link Origin} is what people read
 * @throws CliError (exit code 2) for what is no image, or nobody to trust
 */
export async function provenance(file: string, trust: string | null): Promise<Origin> {
  const bytes = await readLimited(file, MOST_BYTES, "picture", "followed");
  return readProvenance(bytes, file, trust === null ? undefined : await trusted(trust));
}

async function trusted(file: string): Promise<ReturnType<typeof readTrust>> {
  const text = Buffer.from(await readLimited(file, MOST_TRUST, "certificates", "followed")).toString("utf8");
  try {
    return readTrust(text);
  } catch (cause) {
    throw new CliError(`Cannot trust "${printable(file)}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
