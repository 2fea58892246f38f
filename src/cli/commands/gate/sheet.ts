import { resolve } from "node:path";
import type { AddCommand, Session } from "../../command.ts";
import { openForActing, show } from "../../gate-session.ts";
import { fileLines, type ReleaseFlags, releaseOptions, signerOf } from "../../release-file.ts";

const now = () => new Date();

/** `sluice gate sheet`: released images together in one file. */
export const addSheet: AddCommand = (gate, session) => {
  releaseOptions(gate.command("sheet"))
    .description(
      "write a contact sheet of released images; what is not released stays an empty place (reviewers, stewards)",
    )
    .argument("<ids...>", "requests and images, as r12 r14.0")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate sheet r12 --out r12.png\n  sluice gate sheet r12.0 r14.3 --out two.webp",
    )
    .action((ids: readonly string[], flags: ReleaseFlags) => sheet(ids, flags, session));
};

async function sheet(ids: readonly string[], flags: ReleaseFlags, session: Session): Promise<void> {
  const { contactSheet } = await import("../../../gate/flow/contact-sheet.ts");
  const out = resolve(flags.out);
  const { formatOf } = await import("../../../gate/provenance/encode.ts");
  const format = formatOf(out);
  const { gate, keys } = await openForActing(flags, session);
  const signer = await signerOf(flags, session, now);
  const { file, entry, images, gaps } = await contactSheet(gate, keys, ids, { out, format, signer, now });
  const { sha256, watermark, testCertificate } = file;
  const facts = { images, gaps, file: out, sha256, watermark, testCertificate, entry: entry.seq };
  show(session, flags, { schema: "sluice.gate-sheet/1", ...facts }, [
    `${flags.out}: ${images.length} released image${images.length === 1 ? "" : "s"}, entry ${entry.seq}`,
    ...(gaps.length === 0 ? [] : [`not released, left empty: ${gaps.join(", ")}`]),
    ...fileLines(file, flags.out, gate),
  ]);
}
