import type { DrawingEvent } from "../../ledger/drawing.ts";
import { LATEST, type Version } from "../../ledger/entry.ts";
import type { GateEvent, Person } from "../../ledger/event.ts";
import type { Asked } from "../../ledger/question.ts";
import type { EntityJson, EntityUid } from "../rules/cedar.ts";
import { type Decision, decide } from "../rules/engine.ts";
import type { Settings } from "../rules/settings.ts";
import { circumstances } from "./circumstances.ts";
import { promptsAsked } from "./legal-question.ts";
import { backs, objects } from "./proposals.ts";
import { isRecovery } from "./recovery.ts";
import { namesOf, samePerson } from "./same-person.ts";
import { type GateState, isActive } from "./state.ts";

const DAY = 86_400_000;

/** The Cedar action of each event. */
const actions: Readonly<Record<Exclude<GateEvent["type"], DrawingEvent["type"]>, string>> = {
  "roster-changed": "change-roster",
  "rules-changed": "change-rules",
  request: "request",
  "prompt-blocked": "request",
  approval: "approve",
  denial: "deny",
  "generation-started": "generate",
  submitted: "generate",
  "image-judged": "judge",
  "image-rechecked": "reveal",
  reveal: "reveal",
  "image-reviewed": "review",
  release: "release",
  sheet: "release",
  destroyed: "destroy",
  exception: "except",
  checkpoint: "checkpoint",
  // Rules from before know no action for these: who may sign checkpoints may.
  "clock-set": "checkpoint",
  repaired: "checkpoint",
  "card-signed": "sign-card",
  proposal: "change-roster",
  consent: "change-roster",
  veto: "change-roster",
  enactment: "change-roster",
};

/**
 * Asks the rules in force whether a person may. The event is legal, so that what it names exists.
 * @param at by the ledger's clock, milliseconds
 */
export function authorise(
  state: GateState,
  actor: Person,
  event: GateEvent,
  at: number,
  version: Version = LATEST,
): Decision {
  const { rules } = state;
  // Whoever began a run may say what came of it, whatever of the quota is left then.
  if (event.type === "drawing-ended") return { allowed: true };
  const asked = event.type === "drawing-started" ? event.asked : undefined;
  const mayAsk = asked === undefined ? null : authoriseQuestion(state, asked, at, version);
  if (mayAsk?.allowed === false) return mayAsk;
  // Who backs a change decides nothing alone: the state machine counts them.
  if (event.type === "consent" && backs(state, actor.id, event.proposal)) return { allowed: true };
  if (event.type === "veto" && objects(state, actor.id, event.proposal)) return { allowed: true };
  // What a recovery key proposes the state machine bounds: no rule knows its role.
  if (event.type === "proposal" && isRecovery(actor)) return { allowed: true };
  // The first two entries make the rules; who signed them is the root of trust.
  if (rules === null) return { allowed: true };
  const principal = { type: "Person", id: actor.id };
  const self = {
    uid: principal,
    attrs: { roles: [...actor.roles], active: isActive(actor, at) },
    parents: [],
  };
  const context = circumstances(state, actor, event, rules.settings, at, version);
  // Of what somebody decides about, the asker's other name is the asker.
  const asker = (owner: string) => (version > 4 && samePerson(state, owner, actor.id) ? actor.id : owner);
  const ask = (resource: EntityJson) =>
    decide(rules, {
      principal,
      action: actionOf(state, event),
      resource: resource.uid as EntityUid,
      context,
      entities: [self, resource],
    });
  // A sheet releases each of its images once more: one refusal refuses it.
  if (event.type === "sheet")
    return (
      event.images.map((image) => ask(imageOf(state, image, at, asker))).find(({ allowed }) => !allowed) ?? {
        allowed: true,
      }
    );
  return ask(resourceOf(state, event, rules.settings, at, asker));
}

/** Whether who asks from outside may: who answers is asked for apart. */
function authoriseQuestion(
  state: GateState,
  { by, prompts, images }: Asked,
  at: number,
  version: Version,
): Decision {
  const { rules } = state;
  const person = state.people.get(by);
  if (rules === null || person === undefined) return { allowed: true };
  const principal = { type: "Person", id: by };
  const attrs = { roles: [...person.roles], active: isActive(person, at) };
  const gate = entity("Gate", state.origin, {});
  const { audits } = rules.settings;
  return decide(rules, {
    principal,
    action: "audit",
    resource: gate.uid as EntityUid,
    context: {
      prompts,
      promptsAsked: promptsAsked(state, namesOf(state, by, version), at, audits.days),
      promptsPerPeriod: audits.prompts,
      images,
      imagesPerPrompt: audits.images,
    },
    entities: [{ uid: principal, attrs, parents: [] }, gate],
  });
}

function imageOf(state: GateState, id: string, at: number, asker: Asker): EntityJson {
  const image = state.images.get(id);
  return entity("Image", id, {
    requester: person(asker(image?.requester ?? "")),
    verdict: image?.judged.verdict ?? "block",
    age: Math.floor((at - (image?.at ?? at)) / DAY),
  });
}

/** Only a comparison shows somebody a picture: all else that draws outside requests is evaluation. */
function actionOf(state: GateState, event: Judged): string {
  switch (event.type) {
    case "drawing-started":
      if (event.purpose === "audit") return "answer";
      return event.purpose === "compare" ? "compare" : "evaluate";
    case "drawing-revealed":
      return "compare";
    // Who may change rules proposes changes of rules, and agrees to them.
    case "proposal":
      return actions[event.change.type];
    case "consent":
    case "veto":
    case "enactment":
      return actions[state.proposals.get(event.proposal)?.change.type ?? event.type];
    default:
      return actions[event.type];
  }
}

type Judged = Exclude<GateEvent, { type: "drawing-ended" }>;
type OfOne = Exclude<Judged, { type: "sheet" }>;

/** Who asked, as who decides is told: themselves, where it is another name of theirs. */
type Asker = (owner: string) => string;

function resourceOf(
  state: GateState,
  event: OfOne,
  settings: Settings,
  at: number,
  asker: Asker,
): EntityJson {
  switch (event.type) {
    case "request":
    case "prompt-blocked":
      return entity("Model", event.model, { allowedRoles: allowedRoles(settings, event.model) });
    case "approval":
    case "denial":
    case "generation-started":
    case "submitted":
    case "image-judged": {
      const owner = state.requests.get(event.request)?.requester ?? "";
      return entity("Request", event.request, {
        requester: person(event.type === "approval" ? asker(owner) : owner),
      });
    }
    case "image-rechecked":
    case "reveal":
    case "image-reviewed":
    case "release":
    case "destroyed":
      return imageOf(state, event.image, at, asker);
    case "roster-changed":
    case "rules-changed":
    case "exception":
    case "drawing-started":
    case "drawing-revealed":
    case "checkpoint":
    case "clock-set":
    case "repaired":
    case "card-signed":
    case "proposal":
    case "consent":
    case "veto":
    case "enactment":
      return entity("Gate", state.origin, {});
  }
}

function entity(type: string, id: string, attrs: EntityJson["attrs"]): EntityJson {
  return { uid: { type, id }, attrs, parents: [] };
}

function person(id: string): { __entity: { type: string; id: string } } {
  return { __entity: { type: "Person", id } };
}

function allowedRoles({ models }: Settings, model: string): string[] {
  return Object.entries(models).flatMap(([role, ids]) =>
    ids.includes("*") || ids.includes(model) ? [role] : [],
  );
}
