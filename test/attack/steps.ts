import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "../../src/digest/sha256.ts";
import { elsewhereClaim } from "../../src/gate/elsewhere.ts";
import { revoked } from "../../src/gate/roster/people.ts";
import { type Entry, SCHEMA, writeEntry } from "../../src/ledger/entry.ts";
import type { GateEvent } from "../../src/ledger/event.ts";
import type { SigningKey } from "../../src/ledger/keys/signing-key.ts";
import { type Asked, signQuestion } from "../../src/ledger/question.ts";
import { seal } from "../../src/ledger/sealed.ts";
import { changed, recovered } from "../support/gate-stewards.ts";
import {
  approval,
  asked,
  digest,
  drew,
  judged,
  type Name,
  rechecked,
  revealed,
  reviewed,
  started,
  type World,
} from "../support/gate-world.ts";

/** From a request to an image that lies sealed. @returns its id */
export async function sealedImage({ gate, keys, clock }: World, asker: Name = "ann"): Promise<string> {
  const { seq } = await gate.act(keys[asker], asked());
  await gate.act(keys.bo, approval(`r${seq}`, clock));
  await gate.act(keys[asker], started(`r${seq}`));
  await gate.act(keys[asker], judged(`r${seq}`, 0, "pass"));
  return `r${seq}.0`;
}

/** Opens an image and gives a verdict. */
export async function look(w: World, who: Name, image: string, verdict: "pass" | "reject"): Promise<void> {
  await w.gate.act(w.keys[who], rechecked(image));
  await w.gate.act(w.keys[who], revealed(image));
  await w.gate.act(w.keys[who], reviewed(image, verdict));
}

/** Writes a signed entry into the ledger's file, past every check of a command. */
export function writeByHand(
  w: World,
  name: Name,
  event: GateEvent,
  head: { readonly time?: string; readonly schema?: Entry["schema"] } = {},
): void {
  const last = w.gate.entries.at(-1);
  const whole = {
    schema: head.schema ?? SCHEMA,
    origin: w.gate.state.origin,
    seq: w.gate.entries.length,
    time: head.time ?? new Date(w.clock).toISOString(),
    previous: Buffer.from(last?.leaf ?? []).toString("hex"),
    actor: w.people[name].id,
    key: w.keys[name].public.id,
  };
  appendFileSync(join(w.folder, "ledger.jsonl"), `${writeEntry(whole, event, w.keys[name])}\n`);
}

/** Makes another of the cast a steward too. */
export async function secondSteward(w: World, name: Name): Promise<void> {
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: [...state.people.values()].map((person) =>
      person.id === w.people[name].id ? { ...person, roles: [...person.roles, "steward" as const] } : person,
    ),
    reason: seal("a second steward"),
  }));
}

/** A steward begins to answer a question of the auditor's: so many prompts, signed with their key. */
export function audited(
  w: World,
  id: string,
  prompts: number,
  change: (asked: Asked) => Asked = (asked) => asked,
): GateEvent {
  const { origin } = w.gate.state;
  const statement = { question: sha256Of(id), prompts, images: 1 };
  const key = w.keys.dee;
  const signature = signQuestion({ ...statement, origin }, key);
  const asked = change({ by: w.people.dee.id, key: key.public.id, ...statement, signature });
  const lineage = { dataset: "shapes", fingerprint: "f", cardSha256: digest };
  return {
    type: "drawing-started",
    purpose: "audit",
    models: [{ model: "tiny-cascade", ...drew, lineage, exception: null, filters: digest }],
    prompts: seal(digest),
    counts: { judged: asked.prompts, blocked: 0, flagged: 0, images: asked.prompts },
    policies: { prompt: digest, image: digest },
    promptFilters: digest,
    notChecked: [],
    asked,
  };
}

/** A world of two stewards, cy and dee, whose recovery key asks that dee is revoked. */
export async function recoveryAsks(): Promise<{
  readonly w: World;
  readonly key: SigningKey;
  readonly proposal: string;
}> {
  const { w, key } = await recovered(2);
  const { seq } = await w.gate.act(key, { type: "proposal", change: changed("dee", revoked)(w) });
  return { w, key, proposal: `c${seq}` };
}

/** A comparison of so many prompts begins. */
export function compared(prompts: number): GateEvent {
  const lineage = { dataset: "shapes", fingerprint: "f", cardSha256: digest };
  const model = { model: "tiny-cascade", ...drew, lineage, exception: null, filters: digest };
  return {
    type: "drawing-started",
    purpose: "compare",
    models: [model, model],
    prompts: seal(digest),
    counts: { judged: prompts, blocked: 0, flagged: 0, images: 2 * prompts },
    policies: { prompt: digest, image: digest },
    promptFilters: digest,
    notChecked: [],
  };
}

/** What somebody states drew elsewhere. */
export const foreignMaker = elsewhereClaim("Some Model 2");

/** A request for a picture made elsewhere, granted, with the exception that its model stands by. */
export async function grantedElsewhere(
  w: World,
  request: GateEvent = madeElsewhere(),
): Promise<{ readonly request: string; readonly exception: number }> {
  const expires = new Date(w.clock + 3_600_000).toISOString();
  const { id: model, manifest } = foreignMaker;
  const reason = seal("a test");
  const exception = await w.gate.act(w.keys.cy, { type: "exception", model, manifest, reason, expires });
  const { seq } = await w.gate.act(w.keys.ann, request);
  await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
  return { request: `r${seq}`, exception: exception.seq };
}

function madeElsewhere(): GateEvent {
  const { id: model, manifest } = foreignMaker;
  return { ...asked(), model, manifest } as GateEvent;
}

/** A picture is handed in for a request. */
export function handedIn(
  granted: { readonly request: string; readonly exception: number },
  file = digest,
): Extract<GateEvent, { type: "submitted" }> {
  const { id: model, manifest, stated } = foreignMaker;
  const judges = { policy: digest, filters: digest, notChecked: [] };
  return { type: "submitted", ...granted, model, manifest, stated, file, ...judges };
}

/** Two of the cast turn out to be one: what is sealed to either opens by the same age identity. */
export async function asOne(w: World, one: Name, other: Name): Promise<void> {
  const both = [w.people[one].id, w.people[other].id];
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: [...state.people.values()].map((person) =>
      both.includes(person.id) ? { ...person, recipients: [`age1${"q".repeat(58)}`] } : person,
    ),
    reason: seal("one identity"),
  }));
}
