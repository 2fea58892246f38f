import { readFile } from "node:fs/promises";
import { writeRosterFile } from "../../gate/roster/file.ts";
import { exchanged, newPerson, personNamed, rekeyed, revoked } from "../../gate/roster/people.ts";
import type { Person } from "../../ledger/event.ts";
import { type Enrolment, parseEnrolment } from "../../ledger/keys/key-file.ts";
import { seal } from "../../ledger/sealed.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import { type GateSession, inside } from "./opened.ts";
import { type MemberRole, type RosterPerson, rosterPerson } from "./roster.ts";

/** What a steward says of a new person. */
export interface Enrolling {
  readonly name: string;
  readonly roles: readonly MemberRole[];
  /** The line that their `sluice gate keygen` printed, or a file with it or an OpenSSH public key. */
  readonly public: string;
  /** When their access ends, as 2026-12-31 or ISO 8601. */
  readonly until?: string | undefined;
  /** Their own quota a day; default: the rules'. */
  readonly requests?: number | undefined;
  readonly images?: number | undefined;
}

/**
 * Takes a person into the roster.
 * @throws CliError: exit code 2 for what cannot be enrolled, 3 when the person who acts is no steward
 */
export async function enrol(session: GateSession, wanted: Enrolling): Promise<RosterPerson> {
  const { gate, now } = session[inside];
  const { name, requests, images } = wanted;
  const until = wanted.until === undefined ? null : dateOf(wanted.until);
  if (until !== null && Date.parse(until) <= now().getTime())
    throw new CliError(
      `Cannot enrol "${printable(name)}": wanted an end of their access that is to come, got ${until}`,
      { exitCode: 2 },
    );
  const standard = gate.state.rules?.settings.quota ?? { requests: 0, images: 0 };
  const own = requests !== undefined || images !== undefined;
  const person = newPerson({
    ...(await enrolmentFrom(wanted.public)),
    ...{ name, roles: [...new Set(wanted.roles)], until },
    quota: own ? { requests: requests ?? standard.requests, images: images ?? standard.images } : null,
  });
  if (
    person.recipients.length === 0 &&
    person.roles.some((role) => role === "reviewer" || role === "auditor")
  )
    throw new CliError(
      `Cannot enrol "${name}": reviewers and auditors need an age recipient; wanted the line of sluice gate keygen, which ends with age1…`,
      { exitCode: 2 },
    );
  await changeRoster(session, (people) => [...people, person], `enrolled ${name}`);
  return rosterPerson(person);
}

/** Takes all access away from a person; what they signed stays valid. @throws CliError as {@link enrol} */
export async function revoke(session: GateSession, name: string, reason: string): Promise<RosterPerson> {
  return changed(session, name, revoked, reason);
}

/**
 * Gives a person another key; the earlier one counts as lost.
 * @param line as of {@link Enrolling.public}
 * @throws CliError as {@link enrol}
 */
export async function rekey(
  session: GateSession,
  name: string,
  line: string,
  reason: string,
): Promise<RosterPerson> {
  const enrolment = await enrolmentFrom(line);
  return changed(session, name, (person) => rekeyed(person, enrolment), reason);
}

async function changed(
  session: GateSession,
  name: string,
  to: (person: Person) => Person,
  reason: string,
): Promise<RosterPerson> {
  await changeRoster(session, (people) => exchanged(people, to(personNamed(people, name))), reason);
  return rosterPerson(personNamed(session[inside].gate.state.people.values(), name));
}

async function changeRoster(
  { [inside]: { gate, keys } }: GateSession,
  to: (people: readonly Person[]) => readonly Person[],
  reason: string,
): Promise<void> {
  await gate.act(keys.signing, (state) => ({
    type: "roster-changed",
    people: to([...state.people.values()]),
    reason: seal(reason),
  }));
  await writeRosterFile(gate.folder, gate.state.people.values());
}

/** A line itself, or the file that holds one. */
async function enrolmentFrom(lineOrFile: string): Promise<Enrolment> {
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
