import type { Command } from "commander";
import { shellWord } from "../process/shell-word.ts";
import type { OpenGate } from "../verbs/opened.ts";
import type { FileMarks } from "../verbs/release-file.ts";
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

/** What a file that left says of itself, and what to do next. */
export function fileLines(
  { watermark, notMarked, testCertificate }: FileMarks,
  out: string,
  { development }: OpenGate,
): readonly string[] {
  return [
    watermark === null
      ? `no watermark: ${notMarked ?? ""}`
      : `watermark ${watermark.id}, ${watermark.readable ? "readable" : "not readable"} in the file`,
    ...(testCertificate
      ? ["signed by a test certificate: it shows that the file is unchanged, not who released it"]
      : []),
    ...(development ? ["released by a development gate: nobody but its one person looked at it"] : []),
    `next: sluice provenance ${shellWord(out)}`,
  ];
}
