import { readFile } from "node:fs/promises";
import type { Gate } from "../../../gate/gate.ts";
import type { Enrolment, Keys } from "../../../gate/keys/key-file.ts";
import { type Person, type Role, roles } from "../../../gate/ledger/event.ts";
import { CliError, oneLine } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import type { AddCommand, Session } from "../../command.ts";
import {
  type GateFlags,
  gateOptions,
  openForActing,
  openForReading,
  show,
  signerOptions,
  table,
} from "../../gate-session.ts";
import { list, oneOf, wholeNumber } from "../../options.ts";

interface EnrolFlags extends GateFlags {
  readonly role: readonly Role[];
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
      const { gate: opened, keys } = await openForActing(flags, session);
      showPeople(opened, [opened.personOf(keys.signing)], flags, session);
    });
  gateOptions(gate.command("roster"))
    .description("the people of the gate, their roles and keys")
    .action(async (flags: GateFlags) => {
      const opened = await openForReading(flags, session);
      showPeople(opened, [...opened.state.people.values()], flags, session);
    });
  signerOptions(gate.command("enrol"))
    .description("take a person into the roster (stewards)")
    .argument("<name>", "how the gate calls them")
    .requiredOption("--role <roles>", `one or more of ${roles.join(", ")}`, rolesOf)
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
    .action((name: string, flags: ChangeFlags) =>
      change(name, flags, session, async () => (await import("../../../gate/roster/people.ts")).revoked),
    );
  signerOptions(gate.command("rekey"))
    .description("give a person another key; the earlier one counts as lost (stewards)")
    .argument("<name>", "the person")
    .requiredOption("--public <line|file>", "the line of the new key")
    .requiredOption("--reason <text>", "why, for the ledger", "the earlier key was lost")
    .action((name: string, flags: ChangeFlags) =>
      change(name, flags, session, async () => {
        const { rekeyed } = await import("../../../gate/roster/people.ts");
        const enrolment = await enrolmentFrom(flags.public);
        return (person) => rekeyed(person, enrolment);
      }),
    );
};

function rolesOf(text: string): readonly Role[] {
  return list(text).map(oneOf(...roles));
}

async function enrol(name: string, flags: EnrolFlags, session: Session): Promise<void> {
  const { newPerson } = await import("../../../gate/roster/people.ts");
  const until = flags.until === undefined ? null : dateOf(flags.until);
  if (until !== null && Date.parse(until) <= Date.now())
    throw new CliError(
      `Cannot enrol "${printable(name)}": wanted an end of their access that is to come, got ${until}`,
      { exitCode: 2 },
    );
  const { gate, keys } = await openForActing(flags, session);
  const standard = gate.state.rules?.settings.quota ?? { requests: 0, images: 0 };
  const own = flags.requests !== undefined || flags.images !== undefined;
  const person = newPerson({
    ...(await enrolmentFrom(flags.public)),
    name,
    roles: [...new Set(flags.role)],
    until,
    quota: own
      ? { requests: flags.requests ?? standard.requests, images: flags.images ?? standard.images }
      : null,
  });
  if (
    person.recipients.length === 0 &&
    person.roles.some((role) => role === "reviewer" || role === "auditor")
  )
    throw new CliError(
      `Cannot enrol "${name}": reviewers and auditors need an age recipient; wanted the line of sluice gate keygen, which ends with age1…`,
      { exitCode: 2 },
    );
  await changeRoster(gate, keys, (people) => [...people, person], `enrolled ${name}`);
  showPeople(gate, [person], flags, session);
}

async function change(
  name: string,
  flags: ChangeFlags,
  session: Session,
  how: () => Promise<(person: Person) => Person>,
): Promise<void> {
  const { exchanged, personNamed } = await import("../../../gate/roster/people.ts");
  const to = await how();
  const { gate, keys } = await openForActing(flags, session);
  await changeRoster(gate, keys, (people) => exchanged(people, to(personNamed(people, name))), flags.reason);
  showPeople(gate, [personNamed(gate.state.people.values(), name)], flags, session);
}

async function changeRoster(
  gate: Gate,
  keys: Keys,
  to: (people: readonly Person[]) => readonly Person[],
  reason: string,
): Promise<void> {
  const { seal } = await import("../../../gate/ledger/sealed.ts");
  const { writeRosterFile } = await import("../../../gate/roster/file.ts");
  await gate.act(keys.signing, (state) => ({
    type: "roster-changed",
    people: to([...state.people.values()]),
    reason: seal(reason),
  }));
  await writeRosterFile(gate.folder, gate.state.people.values());
}

/** A line itself, or the file that holds one. */
async function enrolmentFrom(lineOrFile: string): Promise<Enrolment> {
  const { parseEnrolment } = await import("../../../gate/keys/key-file.ts");
  try {
    return parseEnrolment(lineOrFile.startsWith("ssh-") ? lineOrFile : await readFile(lineOrFile, "utf8"));
  } catch (cause) {
    throw new CliError(`Cannot read public key "${printable(lineOrFile).slice(0, 60)}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}

function dateOf(text: string): string {
  const at = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/u.test(text) || Number.isNaN(at))
    throw new CliError(`Cannot read date "${text}": wanted 2026-12-31 or ISO 8601`, { exitCode: 2 });
  return new Date(at).toISOString();
}

function showPeople(gate: Gate, people: readonly Person[], flags: GateFlags, session: Session): void {
  const document = people.map(({ name, ...rest }) => ({ ...rest, name: name.value }));
  const rows = people.map(({ id, name, roles: theirs, status, until, keys }) => [
    printable(name.value ?? "?"),
    id,
    theirs.join(","),
    status === "revoked" ? "revoked" : until === null ? "active" : `until ${until}`,
    keys.map((key) => `${key.id}${key.status === "active" ? "" : ` (${key.status})`}`).join(" "),
  ]);
  const { origin } = gate.state;
  show(session, flags, { schema: "sluice.gate-roster/1", origin, people: document }, table(rows));
}
