import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestDigest } from "../../src/digest/manifest.ts";
import { type Gate, type GateContext, openGate } from "../../src/gate/gate.ts";
import { newPerson } from "../../src/gate/roster/people.ts";
import type { Allowed } from "../../src/gate/rules/allowed.ts";
import type { GateEvent, Person, Role } from "../../src/ledger/event.ts";
import { newSigningKey, type SigningKey } from "../../src/ledger/keys/signing-key.ts";
import { seal } from "../../src/ledger/sealed.ts";
import type { Outcome } from "../../src/pipelines/generate/outcome.ts";
import { createGate } from "../../src/verbs/create.ts";
import { type GateSession, sessionOf } from "../../src/verbs/opened.ts";

export const digest = "ab".repeat(32);

/** A gate with a requester, two reviewers, an auditor and a steward, on a clock that tests wind. */
export interface World {
  readonly folder: string;
  readonly gate: Gate;
  readonly keys: Readonly<Record<Name, SigningKey & { readonly pem: string }>>;
  readonly people: Readonly<Record<Name, Person>>;
  readonly said: readonly string[];
  /** Milliseconds since 1970. */
  clock: number;
  again(context?: Partial<GateContext>): Promise<Gate>;
}

const cast = {
  ann: ["requester"],
  bo: ["reviewer"],
  both: ["requester", "reviewer"],
  dee: ["auditor"],
  cy: ["steward"],
} satisfies Record<string, readonly Role[]>;
export type Name = keyof typeof cast;

/** What a gate here has on its allow-list. */
export const allowList: Allowed = {
  policies: { prompt: [digest], image: [digest] },
  filters: { prompt: [digest], image: [digest] },
  models: [
    {
      id: "tiny-cascade",
      manifest: digest,
      weights: manifestDigest({ "base.onnx": digest }),
      stages: ["base"],
    },
  ],
  tolerance: 0.01,
};

/** @param change rules, by file name, that replace those that ship, with an allow-list of what tests name */
export async function world(change: (files: Record<string, string>) => void = () => {}): Promise<World> {
  const folder = join(mkdtempSync(join(tmpdir(), "sluice-gate-")), "gate");
  const names = Object.keys(cast) as Name[];
  const keys = Object.fromEntries(names.map((name) => [name, newSigningKey()])) as unknown as World["keys"];
  const said: string[] = [];
  const self = { clock: Date.parse("2026-03-02T10:00:00.000Z") };
  const context = { now: () => new Date(self.clock), say: (line: string) => void said.push(line) };
  const enrolment = (name: Name) => ({ key: keys[name].public, recipients: [] });
  const made = { origin: "test.example/gate", name: "cy", development: false, shared: false };
  const gate = await createGate(folder, { ...made, key: keys.cy, enrolment: enrolment("cy") }, context);
  const [steward] = gate.state.people.values();
  const others = names
    .filter((name) => name !== "cy")
    .map((name) => newPerson({ ...enrolment(name), name, roles: cast[name], until: null, quota: null }));
  const all = [...(steward ? [steward] : []), ...others];
  await gate.act(keys.cy, { type: "roster-changed", people: all, reason: seal("everybody") });
  const shipped = gate.entries[1]?.event;
  const files = shipped?.type === "rules-changed" ? { ...shipped.files } : {};
  files["allowed.yaml"] = JSON.stringify(allowList);
  change(files);
  await gate.act(keys.cy, { type: "rules-changed", files, reason: seal("for the test") });
  const people = Object.fromEntries(all.map((person) => [person.name.value, person])) as Record<Name, Person>;
  return Object.assign(self, {
    folder,
    gate,
    keys,
    people,
    said,
    again: (more: Partial<GateContext> = {}) => openGate(folder, { ...context, ...more }),
  });
}

/**
 * A session of one of the cast, on the world's clock; their certificate lies beside the gate.
 * @param identity age identity that opens sealed images
 */
export function sessionAt(w: World, name: Name, identity: string | null = null): GateSession {
  const keys = { signing: w.keys[name], identity };
  const env = { XDG_CONFIG_HOME: join(w.folder, "..", "config") };
  return sessionOf({ gate: w.gate, env, now: () => new Date(w.clock), keys });
}

/** A prompt's facts. */
export function asked(images = 1): GateEvent {
  return {
    type: "request",
    model: "tiny-cascade",
    manifest: digest,
    prompt: seal("a red circle"),
    negative: null,
    images,
    seed: 1,
    purpose: null,
    rules: [],
    scores: { text_toxicity: 0.01 },
    policy: digest,
    filters: digest,
    verdict: "pass",
  };
}

export function approval(request: string, at: number, hours = 1): GateEvent {
  return { type: "approval", request, expires: new Date(at + hours * 3_600_000).toISOString(), note: null };
}

/** What the start of a generation here says that draws, and a receipt that says the same. */
export const drew = { manifest: digest, weights: { "base.onnx": digest } };
export const receipt = {
  version: 1,
  prompt: "a red circle",
  seed: 7,
  model: { manifest: drew.manifest, files: drew.weights },
} as unknown as Outcome["receipt"];

/** Its card is green, as far as the ledger can tell. */
export function started(request: string): GateEvent {
  return {
    type: "generation-started",
    request,
    model: "tiny-cascade",
    ...drew,
    lineage: { dataset: "shapes", fingerprint: "f", cardSha256: digest },
    exception: null,
    policy: digest,
    notChecked: [],
    filters: digest,
    stages: ["base"],
  };
}

export function judged(request: string, index: number, verdict: "pass" | "block" | "fault"): GateEvent {
  const rules = verdict === "pass" ? [] : ["image-porn"];
  return {
    type: "image-judged",
    request,
    index,
    verdict,
    rules,
    stages: [{ stage: "base", size: 16, verdict, rules, scores: { image_porn: 0.5 } }],
    sealed: verdict === "fault" ? null : { sha256: digest, bytes: 100 },
    content: verdict === "fault" ? null : digest,
    receipt: verdict === "pass" ? digest : null,
  };
}

/** What the filters of who is about to look say of {@link judged}. */
export function rechecked(
  image: string,
  scores: Readonly<Record<string, number>> = { image_porn: 0.5 },
): GateEvent {
  return {
    type: "image-rechecked",
    ...{ image, verdict: "pass", rules: [], scores, policy: digest, filters: digest, notChecked: [] },
  };
}

export function revealed(image: string, rung = 5, reason: string | null = null): GateEvent {
  return { type: "reveal", image, rung, reason: reason === null ? null : seal(reason) };
}

export function reviewed(image: string, verdict: "pass" | "reject", rung = 5): GateEvent {
  return { type: "image-reviewed", image, verdict, rung, seconds: 2, note: null };
}

export function released(image: string): GateEvent {
  return {
    type: "release",
    image,
    file: { sha256: digest, bytes: 120, format: "png" },
    provenance: { c2pa: null, iptc: true, watermark: null },
    receipt: digest,
  };
}

/** From request to release, by ann and bo. @returns the image's id */
export async function releaseOne({ gate, keys, clock }: World): Promise<string> {
  const { seq } = await gate.act(keys.ann, asked());
  const [request, image] = [`r${seq}`, `r${seq}.0`];
  await gate.act(keys.bo, approval(request, clock));
  await gate.act(keys.ann, started(request));
  await gate.act(keys.ann, judged(request, 0, "pass"));
  await gate.act(keys.bo, rechecked(image));
  await gate.act(keys.bo, revealed(image));
  await gate.act(keys.bo, reviewed(image, "pass"));
  await gate.act(keys.bo, released(image));
  return image;
}
