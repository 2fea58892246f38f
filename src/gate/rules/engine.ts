import { canonical } from "../../digest/canonical.ts";
import { sha256Of } from "../../digest/sha256.ts";
import type { Reason } from "../../process/reason.ts";
import { type Allowed, parseAllowed } from "./allowed.ts";
import {
  type Context,
  type EntityJson,
  type EntityUid,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from "./cedar.ts";
import { namesIn } from "./people.ts";
import { parseSettings, type Settings } from "./settings.ts";

/** Rules that were read and found sound: Cedar policies over their schema, and the numbers they use. */
export interface Rules {
  /** SHA-256 (hex) of names and texts. */
  readonly digest: string;
  readonly settings: Settings;
  /** The forbidding rules' reasons by id. */
  readonly reasons: ReadonlyMap<string, string>;
  /** What may judge and draw: `allowed.yaml`; null where there is no such file, and nothing is held against it. */
  readonly allowed: Allowed | null;
  /** Real people whom no prompt names unapproved: `people.txt`; none where there is no such file. */
  readonly people: readonly string[];
}

/** One question to the rules. */
export interface Question {
  readonly principal: EntityUid;
  readonly action: string;
  readonly resource: EntityUid;
  readonly context: Context;
  readonly entities: EntityJson[];
}

/** What the rules say: a refusal names its rules, none where nothing permitted. */
export type Decision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly rules: readonly string[];
      readonly reason: string;
      /** Each rule's reason by itself; `not-permitted` or `no-judgement` where no rule said it. */
      readonly reasons: readonly Reason[];
    };

const SCHEMA = "schema.cedarschema";
const SETTINGS = "settings.yaml";
const PEOPLE = "people.txt";
/** File of the allow-list. */
export const ALLOWED = "allowed.yaml";

/** Whether a file of this name belongs to the rules. */
export function isRuleFile(name: string): boolean {
  return (
    name === SCHEMA ||
    name === SETTINGS ||
    name === PEOPLE ||
    name === ALLOWED ||
    /^[a-z0-9-]+\.cedar$/u.test(name)
  );
}

/** Rules that were read already: a replay meets the same ones again and again. */
const known = new Map<string, Rules>();

/**
 * Checks rules as a whole: Cedar parses and type-checks every policy against the schema.
 * @param files texts by name: `schema.cedarschema`, `settings.yaml`, `*.cedar`, perhaps `people.txt`
 * @throws Error with one line: which file, what is wrong
 */
export function readRules(files: Readonly<Record<string, string>>): Rules {
  const digest = sha256Of(canonical(files));
  const before = known.get(digest);
  if (before !== undefined) return before;
  const foreign = Object.keys(files).find((name) => !isRuleFile(name));
  if (foreign !== undefined) throw new Error(`${foreign}: not a file of the rules`);
  const schema = need(files, SCHEMA);
  const settings = parseSettings(need(files, SETTINGS));
  const policies = new Map<string, string>();
  const reasons = new Map<string, string>();
  for (const name of Object.keys(files).sort())
    if (name.endsWith(".cedar"))
      for (const policy of policiesOf(name, need(files, name))) {
        if (policies.has(policy.id)) throw new Error(`${name}: two rules are called "${policy.id}"`);
        policies.set(policy.id, policy.text);
        if (policy.reason !== null) reasons.set(policy.id, policy.reason);
      }
  if (policies.size === 0) throw new Error("there is no rule: what nothing permits is forbidden");
  prepare(digest, schema, Object.fromEntries(policies));
  const people = Object.hasOwn(files, PEOPLE) ? namesIn(need(files, PEOPLE)) : [];
  const allowed = Object.hasOwn(files, ALLOWED) ? parseAllowed(need(files, ALLOWED)) : null;
  const rules = { digest, settings, reasons, people, allowed };
  known.set(digest, rules);
  return rules;
}

function need(files: Readonly<Record<string, string>>, name: string): string {
  const text = Object.hasOwn(files, name) ? files[name] : undefined;
  if (text === undefined) throw new Error(`${name} is missing`);
  return text;
}

interface PolicyText {
  readonly id: string;
  readonly text: string;
  readonly reason: string | null;
}

function policiesOf(name: string, text: string): readonly PolicyText[] {
  const parts = policySetTextToParts(text);
  if (parts.type === "failure") throw new Error(`${name}: ${messageOf(parts.errors)}`);
  if (parts.policy_templates.length > 0) throw new Error(`${name}: templates are not supported`);
  return parts.policies.map((policy) => {
    const parsed = policyToJson(policy);
    if (parsed.type === "failure") throw new Error(`${name}: ${messageOf(parsed.errors)}`);
    const { effect, annotations } = parsed.json;
    const id = annotations?.["id"];
    const reason = annotations?.["reason"];
    if (!id) throw new Error(`${name}: every rule needs an @id("…")`);
    if (effect === "forbid" && !reason)
      throw new Error(`${name}: rule "${id}" forbids: it needs a @reason("…")`);
    return { id, text: policy, reason: effect === "forbid" ? (reason ?? null) : null };
  });
}

/** Cedar keeps parsed policies by name, so that a decision costs microseconds. */
function prepare(digest: string, schema: string, staticPolicies: Record<string, string>): void {
  const policies = { staticPolicies };
  const checked = validate({ schema, policies });
  if (checked.type === "failure") throw new Error(messageOf(checked.errors));
  const [wrong] = checked.validationErrors;
  if (wrong) throw new Error(`rule "${wrong.policyId}": ${messageOf([wrong.error])}`);
  for (const answer of [preparseSchema(digest, schema), preparsePolicySet(digest, policies)])
    if (answer.type === "failure") throw new Error(messageOf(answer.errors));
}

/** Asks the rules. An error inside Cedar is a refusal. */
export function decide({ digest, reasons }: Rules, question: Question): Decision {
  const answer = statefulIsAuthorized({
    ...question,
    action: { type: "Action", id: question.action },
    preparsedSchemaName: digest,
    preparsedPolicySetId: digest,
    validateRequest: true,
  });
  if (answer.type === "failure")
    return refused("no-judgement", [], `the rules cannot judge this: ${messageOf(answer.errors)}`);
  const { decision, diagnostics } = answer.response;
  const [broken] = diagnostics.errors;
  if (broken)
    return refused(
      broken.policyId,
      [broken.policyId],
      `rule "${broken.policyId}" failed: ${broken.error.message}`,
    );
  if (decision === "allow") return { allowed: true };
  const said = diagnostics.reason.flatMap((rule): readonly Reason[] => {
    const reason = reasons.get(rule);
    return reason === undefined ? [] : [{ rule, reason }];
  });
  if (said.length === 0)
    return refused("not-permitted", diagnostics.reason, "no rule permits it to this person's roles");
  const reason = said.map((one) => one.reason).join("; ");
  return { allowed: false, rules: [...diagnostics.reason].sort(), reason, reasons: said };
}

function refused(rule: string, rules: readonly string[], reason: string): Decision {
  return { allowed: false, rules: [...rules].sort(), reason, reasons: [{ rule, reason }] };
}

function messageOf(errors: readonly { readonly message: string }[]): string {
  return errors.map(({ message }) => message.replaceAll("\n", " ")).join("; ");
}
