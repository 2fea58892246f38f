import type { Version } from "../../ledger/entry.ts";
import type { GateEvent, Person } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import type { GateState, ImageState } from "./state.ts";

/** Whose names are asked about: a gate's, or one that is to be. */
interface Roster {
  readonly people: ReadonlyMap<string, Pick<Person, "recipients">>;
}

/** One name for each person of a roster, which never changes in place. */
const persons = new WeakMap<Roster["people"], ReadonlyMap<string, string>>();

/**
 * What makes names of a roster one person, wherever people are counted: an age identity that opens what is sealed to
 * both, over any other name that shares one with each.
 * @returns one of the person's names, the same for each; of who stands in no roster the name itself
 */
function personOf({ people }: Roster, name: string): string {
  const known = persons.get(people) ?? personsOf(people);
  persons.set(people, known);
  return known.get(name) ?? name;
}

function personsOf(people: Roster["people"]): ReadonlyMap<string, string> {
  const byRecipient = new Map<string, { readonly names: string[]; readonly recipients: string[] }>();
  const persons = new Map<string, string>();
  for (const [name, { recipients }] of people) {
    persons.set(name, name);
    const person = { names: [name], recipients: [...recipients] };
    for (const known of new Set(recipients.flatMap((recipient) => byRecipient.get(recipient) ?? []))) {
      person.names.unshift(...known.names);
      person.recipients.push(...known.recipients);
    }
    for (const recipient of person.recipients) byRecipient.set(recipient, person);
  }
  for (const { names } of byRecipient.values()) for (const name of names) persons.set(name, names[0] ?? name);
  return persons;
}

/** Whether two names of the roster are one person's. */
export function samePerson(roster: Roster, one: string, other: string): boolean {
  return personOf(roster, one) === personOf(roster, other);
}

/** All names of a person. Before version 5 each was one by itself. */
export function namesOf(roster: Roster, name: string, version: Version): readonly string[] {
  if (version < 5) return [name];
  return [name, ...[...roster.people.keys()].filter((one) => one !== name && samePerson(roster, one, name))];
}

/** Names by whose they are: each person's in one list. */
export function byPerson(roster: Roster, names: Iterable<string>): readonly (readonly string[])[] {
  const people = new Map<string, string[]>();
  for (const name of names) {
    const person = personOf(roster, name);
    people.set(person, [...(people.get(person) ?? []), name]);
  }
  return [...people.values()];
}

/**
 * Nobody decides about what they asked for, or made, themselves, whatever rules somebody dropped; a development gate is
 * one person. Null where it is somebody else's.
 */
export function ownWork(state: GateState, actor: string, event: GateEvent, version: number): Reason | null {
  if (state.rules?.settings.development !== false) return null;
  const askers = askersOf(state, event);
  // Before version 4 an image was held to be whose process recorded it, and not whose request it is.
  const counted = version < 4 ? askers.slice(0, 1) : askers;
  return counted.some((asker) => samePerson(state, asker, actor))
    ? { rule: "same-person", reason: "one person cannot ask and decide: a second one must" }
    : null;
}

function askersOf(state: GateState, event: GateEvent): readonly string[] {
  switch (event.type) {
    case "approval":
      return [state.requests.get(event.request)?.requester ?? []].flat();
    case "image-reviewed":
    case "release": {
      const image = state.images.get(event.image);
      return [image?.requester ?? [], state.requests.get(image?.request ?? "")?.requester ?? []].flat();
    }
    case "drawing-started":
      return [event.asked?.by ?? []].flat();
    default:
      return [];
  }
}

/** Why a pass takes back a rejection that is the same person's under another name; null where it does not. */
export function otherNameFault(
  state: GateState,
  image: ImageState | undefined,
  actor: string,
): Reason | null {
  const own = [...(image?.verdicts ?? [])].some(
    ([who, verdict]) => verdict === "reject" && who !== actor && samePerson(state, who, actor),
  );
  return own
    ? {
        rule: "own-rejection",
        reason:
          "a rejection stands until another person overrides it: another name with the same age identity is none",
      }
    : null;
}

/** Why an image's reviews are fewer people than names; null where enough people passed it. */
export function fewPeopleFault(state: GateState, id: string): Reason | null {
  const people = byPerson(state, state.images.get(id)?.verdicts.keys() ?? []);
  const wanted = state.rules?.settings.reviews ?? 1;
  return people.length >= wanted
    ? null
    : {
        rule: "reviews-missing",
        reason: `image ${id} was reviewed by ${people.length} of ${wanted} people: names with one age identity are one`,
      };
}
