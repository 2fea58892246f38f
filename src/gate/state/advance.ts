import { parsePublicKey } from "../keys/public-key.ts";
import type { Entry } from "../ledger/entry.ts";
import type { GateEvent, ImageJudged, ImageReviewed, PromptFacts, RosterChanged } from "../ledger/event.ts";
import { readRules } from "../rules/engine.ts";
import { dayKey, type GateState, type RequestState } from "./state.ts";

/** An entry's time by the ledger's clock, which never runs backwards. */
export function momentOf(state: GateState, time: string): number {
  return Math.max(state.clock, Date.parse(time));
}

/**
 * Takes one more entry into the state, in place. The entry is legal and authorised: {@link replay} saw to it.
 */
export function advance(state: GateState, entry: Entry): void {
  const at = momentOf(state, entry.time);
  if (Date.parse(entry.time) < state.clock) state.behind.push(entry.seq);
  state.clock = at;
  apply(state, entry, entry.event, at);
  state.leaves.push(entry.leaf);
}

function apply(state: GateState, { seq, actor }: Entry, event: GateEvent, at: number): void {
  switch (event.type) {
    case "roster-changed":
      return enrol(state, event);
    case "rules-changed":
      state.rules = readRules(event.files);
      return;
    case "request":
      return void state.requests.set(`r${seq}`, asked(state, seq, actor, event, at));
    case "prompt-blocked":
      state.blocked += 1;
      return use(state, actor, at, { ...event, images: 0 });
    case "approval":
      return change(state, event.request, {
        status: "granted",
        decidedBy: actor,
        expires: Date.parse(event.expires),
      });
    case "denial":
      return change(state, event.request, { status: "denied", decidedBy: actor });
    case "generation-started":
      return change(state, event.request, { status: "generating" });
    case "image-judged":
      return judge(state, seq, actor, event, at);
    case "reveal":
      return reveal(state, event.image, actor, event.rung);
    case "image-reviewed":
      return review(state, actor, event);
    case "release":
      return patch(state, event.image, (image) => {
        image.released = event;
      });
    case "destroyed":
      return patch(state, event.image, (image) => {
        image.destroyed = true;
      });
    case "exception":
      return void state.exceptions.set(event.model, { ...event, seq });
    case "checkpoint":
      return;
  }
}

function enrol(state: GateState, { people }: RosterChanged): void {
  state.people = new Map(people.map((person) => [person.id, person]));
  state.keys = new Map(
    people.flatMap((person) =>
      person.keys.map((key) => [
        key.id,
        { person: person.id, key: parsePublicKey(key.public), active: key.status === "active" },
      ]),
    ),
  );
}

function asked(
  state: GateState,
  seq: number,
  requester: string,
  event: Extract<GateEvent, { type: "request" }>,
  at: number,
): RequestState {
  use(state, requester, at, event);
  const free = state.rules?.settings.approval === "flagged" && event.verdict === "pass";
  const hours = state.rules?.settings.grantHours ?? 0;
  return {
    id: `r${seq}`,
    seq,
    at,
    requester,
    asked: event,
    status: free ? "granted" : "waiting",
    decidedBy: null,
    expires: free ? at + hours * 3_600_000 : null,
    images: [],
  };
}

function use(state: GateState, person: string, at: number, { images }: Pick<PromptFacts, "images">): void {
  const key = dayKey(person, at);
  const used = state.used.get(key) ?? { requests: 0, images: 0 };
  state.used.set(key, { requests: used.requests + 1, images: used.images + images });
}

function change(state: GateState, id: string, to: Partial<RequestState>): void {
  const request = state.requests.get(id);
  if (request) Object.assign(request, to);
}

function judge(state: GateState, seq: number, requester: string, event: ImageJudged, at: number): void {
  const id = `${event.request}.${event.index}`;
  const request = state.requests.get(event.request);
  request?.images.push(id);
  if (request && request.images.length === request.asked.images) request.status = "done";
  state.images.set(id, {
    id,
    seq,
    at,
    request: event.request,
    requester,
    judged: event,
    revealed: new Map(),
    verdicts: new Map(),
    released: null,
    destroyed: false,
  });
}

function reveal(state: GateState, id: string, person: string, rung: number): void {
  patch(state, id, ({ revealed }) => {
    revealed.set(person, Math.max(rung, revealed.get(person) ?? 0));
  });
}

function review(state: GateState, person: string, { image, verdict }: ImageReviewed): void {
  patch(state, image, ({ verdicts }) => {
    verdicts.set(person, verdict);
  });
}

type Mutable = NonNullable<ReturnType<GateState["images"]["get"]>>;

function patch(state: GateState, id: string, change: (image: Mutable) => void): void {
  const image = state.images.get(id);
  if (image) change(image);
}
