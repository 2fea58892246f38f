import { keysFolder } from "../gate/places.ts";
import { CliError } from "../process/errors.ts";
import { releaseSigner } from "../provenance/own-signer.ts";
import type { ReleaseSigner } from "../provenance/signer.ts";
import type { ReleaseFile } from "../provenance/write-release.ts";
import { type GateSession, inside } from "./opened.ts";

/** Whose certificate signs a file; default: the user's own beside their keys, else a test certificate. */
export interface SignedBy {
  /** C2PA signing certificate and its chain, PEM. */
  readonly certificate?: string | undefined;
  /** Its P-256 key, PKCS#8 PEM. */
  readonly certificateKey?: string | undefined;
}

/** What a file that left says of itself. */
export interface FileMarks {
  /** SHA-256 (hex) of the file. */
  readonly sha256: string;
  /** The invisible mark, read back from the file; null where the picture is too small, which `notMarked` explains. */
  readonly watermark: {
    readonly id: string;
    readonly readable: boolean;
    /** Share of the 48 bits that were read right. */
    readonly bitAccuracy: number;
  } | null;
  readonly notMarked: string | null;
  /** Signed by the test certificate, which anyone can make. */
  readonly testCertificate: boolean;
}

/**
 * Who signs the files of a session.
 * @throws CliError (exit code 2) when only one half of a certificate is given, or it cannot be read
 */
export async function signerOf(
  { [inside]: { env, now } }: GateSession,
  { certificate, certificateKey }: SignedBy,
): Promise<ReleaseSigner> {
  if ((certificate === undefined) !== (certificateKey === undefined))
    throw new CliError("Cannot sign: wanted --certificate and --certificate-key together", { exitCode: 2 });
  const given =
    certificate === undefined || certificateKey === undefined ? null : { certificate, key: certificateKey };
  return releaseSigner(keysFolder(env), given, now);
}

/** What a file says of itself. */
export function marksOf({ sha256, watermark, notMarked, testCertificate }: ReleaseFile): FileMarks {
  return { sha256, watermark, notMarked, testCertificate };
}
