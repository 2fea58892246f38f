import { type Entry, versionOf } from "../../ledger/entry.ts";
import type { Change, GateEvent, Role, RosterChanged } from "../../ledger/event.ts";
import type { ImageJudged } from "../../ledger/image-events.ts";
import { parsePublicKey } from "../../ledger/keys/public-key.ts";
import { ELSEWHERE_STAGE } from "../elsewhere.ts";
import { toleranceOf } from "../rules/allowed.ts";
import { readRules } from "../rules/engine.ts";
import { setClock, tick } from "./clock.ts";
import { hear } from "./delay.ts";
import { advanceDrawing } from "./drawings.ts";
import { noteKeys } from "./enrolled-alone.ts";
import { advanceProposals } from "./proposals.ts";
import { recheckDifference } from "./recheck.ts";
import { type GateState, type RequestState, use } from "./state.ts";

/**
 * Takes one more entry into the state, in place. The entry is legal and authorised: {@link replay} saw to it.
 */
export function advance(state: GateState, entry: Entry): void {
  const at = tick(state, entry);
  state.version = versionOf(entry);
  hear(state, entry, at);
  apply(state, entry, entry.event, at);
  state.leaves.push(entry.leaf);
}

function apply(state: GateState, entry: Entry, event: GateEvent, at: number): void {
  const { seq, actor } = entry;
  switch (event.type) {
    case "roster-changed":
    case "rules-changed":
    case "exception":
      change(state, event, seq, actor, actor);
      break;
    case "proposal":
    case "consent":
    case "veto":
    case "enactment": {
      const proposal = advanceProposals(state, entry, event, at);
      if (proposal === null) break;
      change(state, proposal.change, seq, proposal.by, null);
      if (proposal.change.type === "clock-set") setClock(state, actor, proposal.claimed);
      break;
    }
    case "request":
      state.manifestsNamed ||= event.manifest !== undefined;
      state.requests.set(`r${seq}`, asked(state, seq, actor, event, at));
      break;
    case "prompt-blocked":
      state.blocked += 1;
      use(state, actor, at, 0);
      break;
    case "approval":
      decideRequest(state, event.request, "granted", actor, Date.parse(event.expires));
      break;
    case "denial":
      decideRequest(state, event.request, "denied", actor, null);
      break;
    case "generation-started":
      patch(state.requests, event.request, (request) => {
        request.status = "generating";
        request.stages = event.stages ?? null;
        request.starts.push(event);
      });
      break;
    case "submitted":
      patch(state.requests, event.request, (request) => {
        Object.assign(request, { status: "generating", stages: [ELSEWHERE_STAGE], stated: event.stated });
        request.starts.push(event);
      });
      break;
    case "drawing-started":
    case "drawing-revealed":
    case "drawing-ended":
      advanceDrawing(state, entry, event, at);
      break;
    case "image-judged":
      judge(state, seq, actor, event, at);
      break;
    case "image-rechecked":
      patch(state.images, event.image, (image) => {
        const allowed = state.rules?.allowed;
        const tolerance = (column: string) => (allowed == null ? 0 : toleranceOf(allowed, column));
        image.rechecks.set(actor, recheckDifference(image, event, tolerance));
      });
      break;
    case "reveal":
      patch(state.images, event.image, ({ revealed }) => {
        revealed.set(actor, Math.max(event.rung, revealed.get(actor) ?? 0));
      });
      break;
    case "image-reviewed":
      patch(state.images, event.image, ({ verdicts }) => {
        if (event.override !== undefined)
          for (const [who, verdict] of verdicts) if (verdict === "reject") verdicts.delete(who);
        verdicts.set(actor, event.verdict);
      });
      break;
    case "release":
      patch(state.images, event.image, (image) => {
        image.released = event;
      });
      break;
    case "destroyed":
      patch(state.images, event.image, (image) => {
        image.destroyed = true;
      });
      break;
    case "card-signed":
      state.signatures.push({
        ...event,
        seq,
        person: actor,
        key: entry.key,
        time: entry.time,
        leaf: entry.leaf,
      });
      break;
    // A sheet shows what was released already: nothing changes.
    case "sheet":
    case "checkpoint":
    case "clock-set":
    case "repaired":
      break;
  }
}

/** @param alone who made it without anybody who could say no; null where somebody could */
function change(state: GateState, event: Change, seq: number, by: string, alone: string | null): void {
  if (event.type === "clock-set") return;
  if (event.type === "exception") {
    state.exceptions.set(event.model, { ...event, seq, by });
    return;
  }
  state.changes += 1;
  if (event.type === "rules-changed") {
    state.rules = readRules(event.files);
    state.files = event.files;
    return;
  }
  noteKeys(state, event.people, alone);
  enrol(state, event, seq);
  if (state.version > 1) takeBack(state);
}

function patch<T>(all: ReadonlyMap<string, T>, id: string, change: (one: T) => void): void {
  const one = all.get(id);
  if (one !== undefined) change(one);
}

function enrol(state: GateState, { people }: RosterChanged, seq: number): void {
  state.people = new Map(people.map((person) => [person.id, person]));
  state.keys = new Map(
    people.flatMap((person) =>
      person.keys.map((key) => [
        key.id,
        { person: person.id, key: parsePublicKey(key.public), active: key.status === "active" },
      ]),
    ),
  );
  const serving = (id: string) => {
    const owner = state.keys.get(id);
    const person = owner?.active ? state.people.get(owner.person) : undefined;
    return person?.status === "active" && person.roles.includes("steward");
  };
  for (const span of state.stewardKeys) if (span.to === null && !serving(span.key.id)) span.to = seq;
  const known = new Set(state.stewardKeys.flatMap(({ key, to }) => (to === null ? key.id : [])));
  for (const [id, { key }] of state.keys)
    if (serving(id) && !known.has(id)) state.stewardKeys.push({ key, from: seq, to: null });
}

/** What people decided who were revoked, or lost the role for it, is open again; what they rejected stays rejected. */
function takeBack(state: GateState): void {
  const may = (id: string, ...roles: readonly Role[]) => {
    const person = state.people.get(id);
    return person?.status === "active" && person.roles.some((role) => roles.includes(role));
  };
  for (const request of state.requests.values())
    if (
      (request.status === "granted" || request.status === "generating") &&
      request.decidedBy !== null &&
      !may(request.decidedBy, "reviewer", "steward")
    )
      Object.assign(request, { status: "waiting", decidedBy: null, expires: null });
  for (const { verdicts } of state.images.values())
    for (const [who, verdict] of verdicts)
      if (verdict === "pass" && !may(who, "reviewer")) verdicts.delete(who);
  for (const [model, { by }] of state.exceptions) if (!may(by, "steward")) state.exceptions.delete(model);
}

function decideRequest(
  state: GateState,
  id: string,
  status: "granted" | "denied",
  by: string,
  expires: number | null,
): void {
  patch(state.requests, id, (request) => {
    Object.assign(request, { status, decidedBy: by, expires });
  });
}

function asked(
  state: GateState,
  seq: number,
  requester: string,
  event: Extract<GateEvent, { type: "request" }>,
  at: number,
): RequestState {
  use(state, requester, at, event.images);
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
    stages: null,
    stated: null,
    starts: [],
    images: [],
  };
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
    rechecks: new Map(),
    revealed: new Map(),
    verdicts: new Map(),
    released: null,
    destroyed: false,
  });
}
