import type { ExitCode } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import type { Origin } from "../../verbs/provenance.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

interface Flags {
  readonly json?: boolean;
  readonly trust?: string;
}

export const addProvenance: AddCommand = (program, session) => {
  program
    .command("provenance")
    .description("read and verify where an image comes from: C2PA manifest, IPTC statement, watermark")
    .argument("<file>", "an image")
    .option("--trust <file>", "certificates (PEM) and gates' verifier keys that you trust")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice provenance out/job-1-0.png\n  sluice provenance found.jpg --trust our-ca.pem --json\n\nExit codes: 0 verified: it holds and you trust who signed it; 5 whole, signer unknown; 6 broken; 3 stripped, or nothing of Sluice's; 2 no image.",
    )
    .action((file: string, flags: Flags) => provenance(file, flags, session));
};

const exitCodes: Readonly<Record<Origin["verdict"], ExitCode>> = {
  verified: 0,
  "whole, signer unknown": 5,
  broken: 6,
  stripped: 3,
  none: 3,
};

async function provenance(file: string, flags: Flags, session: Session): Promise<void> {
  const actions = await import("../../verbs/provenance.ts");
  const report = await actions.provenance(file, flags.trust ?? null);
  session.exit(exitCodes[report.verdict]);
  if (flags.json) return session.print(jsonText(report));
  session.print(
    `${printable(file)}: ${report.verdict} (${report.format}, ${report.width} × ${report.height})`,
  );
  for (const line of report.explanations) session.print(`  ${printable(line)}`);
}
