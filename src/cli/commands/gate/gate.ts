import type { AddCommand } from "../../../words/command.ts";
import { addAskOutside } from "./ask-outside.ts";
import { addAudit } from "./audit.ts";
import { addClock } from "./clock.ts";
import { addDecide } from "./decide.ts";
import { addExcept } from "./except.ts";
import { addFolder } from "./folder.ts";
import { addGateHashes } from "./hashes.ts";
import { addImages } from "./images.ts";
import { addGateInit } from "./init.ts";
import { addKeygen } from "./keygen.ts";
import { addList } from "./list.ts";
import { addGateOpen } from "./open.ts";
import { addPeople } from "./people.ts";
import { addProposals } from "./proposals.ts";
import { addPublish } from "./publish.ts";
import { addGateRedteam } from "./redteam.ts";
import { addRejudge } from "./rejudge.ts";
import { addRepair } from "./repair.ts";
import { addRequest } from "./request.ts";
import { addRules } from "./rules.ts";
import { addSheet } from "./sheet.ts";
import { addSubmit } from "./submit.ts";
import { addVerify } from "./verify.ts";
import { addWitness } from "./witness.ts";

const subcommands: readonly AddCommand[] = [
  addKeygen,
  addGateInit,
  addGateOpen,
  addPeople,
  addProposals,
  addRules,
  addRequest,
  addSubmit,
  addDecide,
  addImages,
  addSheet,
  addExcept,
  addRejudge,
  addList,
  addPublish,
  addClock,
  addRepair,
  addFolder,
  addVerify,
  addAskOutside,
  addAudit,
  addWitness,
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
