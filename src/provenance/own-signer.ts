import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../process/errors.ts";
import { loadSigner, type ReleaseSigner, testSigner } from "./signer.ts";

/** An own certificate, PEM: its chain and its key. */
export interface CertificatePaths {
  readonly certificate: string;
  readonly key: string;
}

/** Names of an own certificate's files in the folder of the user's keys. */
const FILES = { certificate: "certificate.pem", key: "certificate.key" } as const;

/**
 * Who signs releases: the certificate that is given, else the user's own in the folder of their keys, else a test
 * certificate. Command line and screens ask here, so that both sign alike.
 * @throws CliError (exit code 2) when one of the two files is missing or does not fit
 */
export async function releaseSigner(
  folder: string,
  given: CertificatePaths | null,
  now: () => Date,
): Promise<ReleaseSigner> {
  if (given !== null) return loadSigner(given);
  const own = { certificate: join(folder, FILES.certificate), key: join(folder, FILES.key) };
  const missing = [own.certificate, own.key].filter((path) => !existsSync(path));
  if (missing.length === 2) return testSigner(folder, now);
  if (missing.length === 1)
    throw new CliError(
      `Cannot sign: ${FILES.certificate} and ${FILES.key} belong together, and there is no "${missing[0]}"`,
      { exitCode: 2 },
    );
  return loadSigner(own);
}
