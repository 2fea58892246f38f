import type { FolderTried } from "../../../verbs/folder.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, gateOptions, placeOf, show } from "../../gate-session.ts";

/** `sluice gate folder`: whether a file system keeps what a ledger rests on. */
export const addFolder: AddCommand = (gate, session) => {
  gateOptions(gate.command("folder"))
    .description(
      "try whether the file system of the gate's folder is safe for a ledger: names taken once, hard links, races",
    )
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate folder --gate /mnt/shared\n\nFiles of its own are written and removed. What two machines see of a network file system cannot be tried from one.\nExit codes: 0 safe as far as it can be tried, 3 something is not kept, 2 there is no such folder.",
    )
    .action((flags: GateFlags) => folder(flags, session));
};

const said = {
  "new-names": "a name is made once",
  links: "a hard link never takes a name that is there",
  race: "of several writers at once one takes a name",
  renames: "a rename puts a whole file in another's place",
} as const satisfies Record<FolderTried["promises"][number]["promise"], string>;

async function folder(flags: GateFlags, session: Session): Promise<void> {
  const { tryGateFolder } = await import("../../../verbs/folder.ts");
  const found = await tryGateFolder(placeOf(flags, session));
  if (!found.kept) session.exit(3);
  show(session, flags, { schema: "sluice.gate-folder/1", ...found }, [
    `${found.folder} (${found.file_system}): ${found.kept ? "safe for a ledger" : "NOT safe for a ledger"}`,
    ...found.promises.map(
      ({ promise, broken }) =>
        `  ${broken === null ? "kept" : "NOT kept"}: ${said[promise]}${broken === null ? "" : `; ${broken}`}`,
    ),
    ...(found.network
      ? [
          "a network file system, or one that may be: try it from two machines as well, npm run torture -- --mount A --mount B",
        ]
      : []),
  ]);
}
