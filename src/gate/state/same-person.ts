import type { GateEvent } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import type { GateState, ImageState } from "./state.ts";

/** Whether two of the roster are one: by name, or by an age identity that opens what is sealed to both. */
export function samePerson({ people }: GateState, one: string, other: string): boolean {
  const theirs = people.get(other)?.recipients ?? [];
  return one === other || (people.get(one)?.recipients ?? []).some((recipient) => theirs.includes(recipient));
}

/** Names by whose they are: each person's in one list. */
export function byPerson(state: GateState, names: Iterable<string>): readonly (readonly string[])[] {
  const people: string[][] = [];
  for (const name of names) {
    const own = people.find((known) => known.some((one) => samePerson(state, one, name)));
    if (own === undefined) people.push([name]);
    else own.push(name);
  }
  return people;
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
