import { readFile } from "node:fs/promises";
import { writeRosterFile } from "../gate/roster/file.ts";
import { exchanged, newPerson, personNamed, rekeyed, revoked } from "../gate/roster/people.ts";
import type { GateState } from "../gate/state/state.ts";
import type { Person, RosterChanged } from "../ledger/event.ts";
import { type Enrolment, parseEnrolment } from "../ledger/keys/key-file.ts";
import { seal } from "../ledger/sealed.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { type GateSession, inside } from "./opened.ts";
import { proposedOrChanged } from "./proposals.ts";
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

/** A change of the roster: in force, or proposed where other stewards have to agree. */
export interface RosterChange {
  /** As they will stand in the roster. */
  readonly person: RosterPerson;
  /** The proposal's id; null where the change is in force. */
  readonly proposal: string | null;
}

/**
 * Takes a person into the roster; where there are other stewards, proposes it.
 * @throws CliError: exit code 2 for what cannot be enrolled, 3 when the person who acts is no steward
 */
export async function enrol(session: GateSession, wanted: Enrolling): Promise<RosterChange> {
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
    person.roles.some((role) => role === "reviewer" || role === "auditor" || role === "outsider")
  )
    throw new CliError(
      `Cannot enrol "${name}": reviewers, auditors and outsiders need an age recipient; wanted the line of sluice gate keygen, which ends with age1…`,
      { exitCode: 2 },
    );
  const proposal = await changeRoster(session, (people) => [...people, person], `enrolled ${name}`);
  return { person: rosterPerson(person), proposal };
}

/** Takes all access away from a person; what they signed stays valid. @throws CliError as {@link enrol} */
export async function revoke(session: GateSession, name: string, reason: string): Promise<RosterChange> {
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
): Promise<RosterChange> {
  const enrolment = await enrolmentFrom(line);
  return changed(session, name, (person) => rekeyed(person, enrolment), reason);
}

async function changed(
  session: GateSession,
  name: string,
  to: (person: Person) => Person,
  reason: string,
): Promise<RosterChange> {
  let person: Person | null = null;
  const proposal = await changeRoster(
    session,
    (people) => {
      person = to(personNamed(people, name));
      return exchanged(people, person);
    },
    reason,
  );
  return { person: rosterPerson(person ?? personNamed([], name)), proposal };
}

async function changeRoster(
  { [inside]: { gate, keys } }: GateSession,
  to: (people: readonly Person[]) => readonly Person[],
  reason: string,
): Promise<string | null> {
  const change = ({ people }: GateState): RosterChanged => ({
    type: "roster-changed",
    people: to([...people.values()]),
    reason: seal(reason),
  });
  const proposal = await proposedOrChanged(gate, keys.signing, change);
  if (proposal === null) await writeRosterFile(gate);
  return proposal;
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
