import type { AddCommand } from "../command.ts";
import { addDecide } from "./gate-decide.ts";
import { addExcept } from "./gate-except.ts";
import { addGateHashes } from "./gate-hashes.ts";
import { addImages } from "./gate-images.ts";
import { addGateInit } from "./gate-init.ts";
import { addKeygen } from "./gate-keygen.ts";
import { addList } from "./gate-list.ts";
import { addGateOpen } from "./gate-open.ts";
import { addPeople } from "./gate-people.ts";
import { addPublish } from "./gate-publish.ts";
import { addGateRedteam } from "./gate-redteam.ts";
import { addRejudge } from "./gate-rejudge.ts";
import { addRequest } from "./gate-request.ts";
import { addRules } from "./gate-rules.ts";
import { addSheet } from "./gate-sheet.ts";
import { addVerify } from "./gate-verify.ts";

const subcommands: readonly AddCommand[] = [
  addKeygen,
  addGateInit,
  addGateOpen,
  addPeople,
  addRules,
  addRequest,
  addDecide,
  addImages,
  addSheet,
  addExcept,
  addRejudge,
  addList,
  addPublish,
  addVerify,
  addGateRedteam,
  addGateHashes,
];

/** Who may generate what, checked, recorded and provable; each subcommand has a file of its own. */
export const addGate: AddCommand = (program, session) => {
  const gate = program
    .command("gate")
    .description(
      "who may generate what: people, rules, approvals, reviews, and a ledger that outsiders can verify",
    );
  for (const add of subcommands) add(gate, session);
};
