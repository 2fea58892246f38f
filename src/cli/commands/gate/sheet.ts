import type { AddCommand, Session } from "../../../words/command.ts";
import { openForActing, show } from "../../gate-session.ts";
import { fileLines, type ReleaseFlags, releaseOptions } from "../../release-file.ts";

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
  const { contactSheet } = await import("../../../verbs/sheet.ts");
  const gate = await openForActing(flags, session);
  const { out: file, notMarked, ...facts } = await contactSheet(gate, ids, flags);
  const { images, gaps, entry } = facts;
  show(session, flags, { schema: "sluice.gate-sheet/1", ...facts, file }, [
    `${flags.out}: ${images.length} released image${images.length === 1 ? "" : "s"}, entry ${entry}`,
    ...(gaps.length === 0 ? [] : [`not released, left empty: ${gaps.join(", ")}`]),
    ...fileLines({ notMarked, ...facts }, flags.out, gate),
  ]);
}
