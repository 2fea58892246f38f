import type { EntityJson, EntityUid } from "@cedar-policy/cedar-wasm/nodejs";
import type { GateEvent, Person } from "../ledger/event.ts";
import { type Decision, decide } from "../rules/engine.ts";
import { localMoment, type Settings } from "../rules/settings.ts";
import { type GateState, isActive, usedOn } from "./state.ts";

const DAY = 86_400_000;

/** The Cedar action of each event. */
const actions: Readonly<Record<GateEvent["type"], string>> = {
  "roster-changed": "change-roster",
  "rules-changed": "change-rules",
  request: "request",
  "prompt-blocked": "request",
  approval: "approve",
  denial: "deny",
  "generation-started": "generate",
  "image-judged": "judge",
  reveal: "reveal",
  "image-reviewed": "review",
  release: "release",
  destroyed: "destroy",
  exception: "except",
  checkpoint: "checkpoint",
};

/**
 * Asks the rules in force whether a person may. The event is legal, so that what it names exists.
 * @param at by the ledger's clock, milliseconds
 */
export function authorise(state: GateState, actor: Person, event: GateEvent, at: number): Decision {
  const { rules } = state;
  // The first two entries make the rules; who signed them is the root of trust.
  if (rules === null) return { allowed: true };
  const principal = { type: "Person", id: actor.id };
  const resource = resourceOf(state, event, rules.settings, at);
  return decide(rules, {
    principal,
    action: actions[event.type],
    resource: resource.uid as EntityUid,
    context: circumstances(state, actor, event, rules.settings, at),
    entities: [
      { uid: principal, attrs: { roles: [...actor.roles], active: isActive(actor, at) }, parents: [] },
      resource,
    ],
  });
}

function resourceOf(state: GateState, event: GateEvent, settings: Settings, at: number): EntityJson {
  switch (event.type) {
    case "request":
    case "prompt-blocked":
      return entity("Model", event.model, { allowedRoles: allowedRoles(settings, event.model) });
    case "approval":
    case "denial":
    case "generation-started":
    case "image-judged":
      return entity("Request", event.request, { requester: person(state.requests.get(event.request)) });
    case "reveal":
    case "image-reviewed":
    case "release":
    case "destroyed": {
      const image = state.images.get(event.image);
      return entity("Image", event.image, {
        requester: person(image),
        verdict: image?.judged.verdict ?? "block",
        age: Math.floor((at - (image?.at ?? at)) / DAY),
      });
    }
    case "roster-changed":
    case "rules-changed":
    case "exception":
    case "checkpoint":
      return entity("Gate", state.origin, {});
  }
}

function entity(type: string, id: string, attrs: EntityJson["attrs"]): EntityJson {
  return { uid: { type, id }, attrs, parents: [] };
}

function person(owner: { readonly requester: string } | undefined): {
  __entity: { type: string; id: string };
} {
  return { __entity: { type: "Person", id: owner?.requester ?? "" } };
}

function allowedRoles({ models }: Settings, model: string): string[] {
  return Object.entries(models).flatMap(([role, ids]) =>
    ids.includes("*") || ids.includes(model) ? [role] : [],
  );
}

function circumstances(
  state: GateState,
  actor: Person,
  event: GateEvent,
  settings: Settings,
  at: number,
): Record<string, string | number | boolean | string[]> {
  const { weekday, minute } = localMoment(at, settings.hours);
  const { requests, images } = usedOn(state, actor.id, at);
  const quota = actor.quota ?? settings.quota;
  return {
    weekday,
    minute,
    days: [...settings.hours.days],
    opens: settings.hours.opens,
    closes: settings.hours.closes,
    requestsToday: requests,
    requestsPerDay: quota.requests,
    imagesToday: images,
    imagesPerDay: quota.images,
    images: event.type === "request" ? event.images : 0,
    rung: event.type === "reveal" || event.type === "image-reviewed" ? event.rung : 0,
    // A rejection needs no look.
    leastRung: event.type === "image-reviewed" && event.verdict === "reject" ? 0 : settings.leastRung,
    destroyAfterDays: settings.destroyAfterDays,
    explained: event.type === "reveal" && event.reason !== null,
  };
}
