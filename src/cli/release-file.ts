import type { Command } from "commander";
import type { Gate } from "../gate/gate.ts";
import type { ReleaseSigner } from "../gate/provenance/signer.ts";
import type { ReleaseFile } from "../gate/provenance/write-release.ts";
import { CliError } from "../process/errors.ts";
import type { Session } from "./command.ts";
import { type GateFlags, signerOptions } from "./gate-session.ts";

/** Flags of every command that writes a file in clear. */
export interface ReleaseFlags extends GateFlags {
  readonly out: string;
  readonly certificate?: string;
  readonly certificateKey?: string;
}

/** `--out` and who signs the file, after the gate's own options. */
export function releaseOptions(command: Command): Command {
  return signerOptions(command)
    .requiredOption("--out <file>", "the file, .png, .jpg or .webp; must not be there yet")
    .option(
      "--certificate <file>",
      "your C2PA signing certificate and its chain, PEM (default: certificate.pem and certificate.key beside your keys, else a test certificate)",
    )
    .option("--certificate-key <file>", "its P-256 key, PKCS#8 PEM");
}

/** Who signs the file. @throws CliError (exit code 2) when only one half of a certificate is given, or it cannot be read */
export async function signerOf(
  { certificate, certificateKey }: ReleaseFlags,
  session: Session,
  now: () => Date,
): Promise<ReleaseSigner> {
  const { keysFolder } = await import("../gate/places.ts");
  const { releaseSigner } = await import("../gate/provenance/own-signer.ts");
  if ((certificate === undefined) !== (certificateKey === undefined))
    throw new CliError("Cannot sign: wanted --certificate and --certificate-key together", { exitCode: 2 });
  const given =
    certificate === undefined || certificateKey === undefined ? null : { certificate, key: certificateKey };
  return releaseSigner(keysFolder(session.env), given, now);
}

/** What a file that left says of itself, and what to do next. */
export function fileLines(file: ReleaseFile, out: string, { state }: Gate): readonly string[] {
  const { watermark, notMarked, testCertificate } = file;
  return [
    watermark === null
      ? `no watermark: ${notMarked ?? ""}`
      : `watermark ${watermark.id}, ${watermark.readable ? "readable" : "not readable"} in the file`,
    ...(testCertificate
      ? ["signed by a test certificate: it shows that the file is unchanged, not who released it"]
      : []),
    ...(state.rules?.settings.development
      ? ["released by a development gate: nobody but its one person looked at it"]
      : []),
    `next: sluice provenance ${out}`,
  ];
}
