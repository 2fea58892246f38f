import { printable } from "../../../process/printable.ts";
import type { OpenGate } from "../../../verbs/opened.ts";
import type { RosterChange } from "../../../verbs/people.ts";
import {
  type MemberRole,
  memberRoles,
  type RosterPerson,
  roster,
  SOLE_STEWARD,
  whoAmI,
  whoMayBeSteward,
} from "../../../verbs/roster.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { list, oneOf, wholeNumber } from "../../../words/options.ts";
import {
  type GateFlags,
  gateOptions,
  openForActing,
  openForReading,
  show,
  signerOptions,
  table,
} from "../../gate-session.ts";
import { aloneLines } from "./list.ts";
import { waitsLine } from "./proposals.ts";

/** Loaded when one of them is run. */
const peopleActions = () => import("../../../verbs/people.ts");

interface EnrolFlags extends GateFlags {
  readonly role: readonly MemberRole[];
  readonly public: string;
  readonly until?: string;
  readonly requests?: number;
  readonly images?: number;
}

interface ChangeFlags extends GateFlags {
  readonly public: string;
  readonly reason: string;
}

/** `sluice gate whoami`, `roster`, `enrol`, `revoke` and `rekey`. */
export const addPeople: AddCommand = (gate, session) => {
  signerOptions(gate.command("whoami"))
    .description("which person of the gate your key is")
    .action(async (flags: GateFlags) => {
      const gate = await openForActing(flags, session);
      await showPeople(gate, [whoAmI(gate)], flags, session);
    });
  gateOptions(gate.command("roster"))
    .description("the people of the gate, their roles and keys")
    .action(async (flags: GateFlags) => {
      const gate = await openForReading(flags, session);
      await showPeople(gate, roster(gate), flags, session);
    });
  signerOptions(gate.command("enrol"))
    .description("take a person into the roster (stewards)")
    .argument("<name>", "how the gate calls them")
    .requiredOption("--role <roles>", `one or more of ${memberRoles.join(", ")}`, rolesOf)
    .requiredOption(
      "--public <line|file>",
      "the line that their sluice gate keygen printed, or an OpenSSH .pub file",
    )
    .option("--until <date>", "when their access ends, as 2026-12-31 or ISO 8601")
    .option("--requests <n>", "their own quota of requests a day", wholeNumber(0))
    .option("--images <n>", "their own quota of images a day", wholeNumber(0))
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate enrol bo --role reviewer,auditor --public 'ssh-ed25519 AAAA… age1…'",
    )
    .action((name: string, flags: EnrolFlags) => enrol(name, flags, session));
  signerOptions(gate.command("revoke"))
    .description("take all access away from a person; what they signed stays valid (stewards)")
    .argument("<name>", "the person")
    .requiredOption("--reason <text>", "why, for the ledger")
    .action(async (name: string, flags: ChangeFlags) => {
      const { revoke } = await peopleActions();
      const gate = await openForActing(flags, session);
      await showChange(gate, await revoke(gate, name, flags.reason), flags, session);
    });
  signerOptions(gate.command("rekey"))
    .description("give a person another key; the earlier one counts as lost (stewards)")
    .argument("<name>", "the person")
    .requiredOption("--public <line|file>", "the line of the new key")
    .requiredOption("--reason <text>", "why, for the ledger", "the earlier key was lost")
    .action(async (name: string, flags: ChangeFlags) => {
      const { rekey } = await peopleActions();
      const gate = await openForActing(flags, session);
      await showChange(gate, await rekey(gate, name, flags.public, flags.reason), flags, session);
    });
};

function rolesOf(text: string): readonly MemberRole[] {
  return list(text).map(oneOf(...memberRoles));
}

async function enrol(name: string, flags: EnrolFlags, session: Session): Promise<void> {
  const actions = await peopleActions();
  const { role: roles, public: line, until, requests, images } = flags;
  const gate = await openForActing(flags, session);
  const change = await actions.enrol(gate, { name, roles, public: line, until, requests, images });
  await showChange(gate, change, flags, session);
}

async function showChange(
  gate: OpenGate,
  { person, proposal }: RosterChange,
  flags: GateFlags,
  session: Session,
): Promise<void> {
  await showPeople(gate, [person], flags, session, proposal);
  if (proposal !== null) session.exit(3);
}

async function showPeople(
  open: OpenGate,
  people: readonly RosterPerson[],
  flags: GateFlags,
  session: Session,
  proposal: string | null = null,
): Promise<void> {
  const { origin } = open;
  const rows = people.map(({ id, name, roles: theirs, status, until, keys }) => [
    printable(name ?? "?"),
    id,
    theirs.join(","),
    status === "revoked" ? "revoked" : until === null ? "active" : `until ${until}`,
    keys.map((key) => `${key.id}${key.status === "active" ? "" : ` (${key.status})`}`).join(" "),
  ]);
  const { hasSoleSteward } = await import("../../../verbs/proposals.ts");
  const alone = hasSoleSteward(open);
  const mayBe = whoMayBeSteward(
    open,
    people.map(({ id }) => id),
  );
  const document = { schema: "sluice.gate-roster/1", origin, people, proposal, sole_steward: alone };
  show(session, flags, { ...document, enrolled_alone: mayBe }, [
    ...table(rows),
    ...(alone ? [] : aloneLines(mayBe)),
    ...(proposal === null ? [] : [waitsLine(proposal)]),
    ...(alone ? [SOLE_STEWARD] : []),
  ]);
}
