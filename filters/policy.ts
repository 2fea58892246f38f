import { createHash } from "node:crypto";
import { type Document, LineCounter, parseDocument } from "yaml";
import { z } from "zod";

export type Action = "keep" | "review" | "drop";

/** One opinion: pairs for which `when` is true get `action`, for this `reason`. */
export interface Rule {
  readonly id: string;
  /** Why, in plain words: people read it in reports and receipts. */
  readonly reason: string;
  /** SQL predicate over the score columns (DuckDB); a NULL counts as false. */
  readonly when: string;
  readonly action: Action;
  /** Columns without which the rule cannot be judged: it is skipped, and said to be, where a run lacks one. */
  readonly needs?: readonly string[];
}

/** Ordered rules: every rule that is true is named, the first one decides; without any the pair is kept. */
export interface Policy {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly rules: readonly Rule[];
}

const identifier = z.string().regex(/^[a-z][a-z0-9_-]*$/u, "must be lower-case letters, digits, - or _");

const schema: z.ZodType<Policy> = z.strictObject({
  name: identifier,
  version: z.int().positive(),
  description: z.string().min(1),
  rules: z
    .array(
      z.strictObject({
        id: identifier,
        reason: z.string().min(1),
        when: z.string().trim().min(1),
        action: z.enum(["keep", "review", "drop"]),
        needs: z.array(z.string()).exactOptional(),
      }),
    )
    .min(1)
    .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, "rule ids must be unique"),
});

/**
 * Reads a policy from YAML.
 * @param name where it comes from, for messages
 * @throws Error with one line: where, what was wanted
 */
export function parsePolicy(yaml: string, name: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw unreadable(name, `line ${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const result = schema.safeParse(toValue(document, name));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unreadable(name, `${issue?.path.join(".") || "top level"}: ${issue?.message}`);
}

/** Aliases are resolved only here, and may lead nowhere. */
function toValue(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw unreadable(name, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(name: string, reason: string): Error {
  return new Error(`Cannot read policy "${name}": ${reason.split("\n", 1)[0]}`);
}

/** SHA-256 (hex) of what the policy says, however its YAML is laid out. */
export function policyDigest({ name, version, description, rules }: Policy): string {
  const canonical = rules.map(({ id, reason, when, action, needs = [] }) => [
    id,
    reason,
    when,
    action,
    needs,
  ]);
  return createHash("sha256")
    .update(JSON.stringify([name, version, description, canonical]))
    .digest("hex");
}

/** Rules that a run with these columns can judge, and those that it cannot, with the columns they lack. */
export function applicableRules(
  policy: Policy,
  columns: ReadonlySet<string>,
): {
  readonly judged: readonly Rule[];
  readonly skipped: readonly { readonly rule: Rule; readonly missing: readonly string[] }[];
} {
  const lacks = (rule: Rule) => (rule.needs ?? []).filter((column) => !columns.has(column));
  return {
    judged: policy.rules.filter((rule) => lacks(rule).length === 0),
    skipped: policy.rules
      .map((rule) => ({ rule, missing: lacks(rule) }))
      .filter(({ missing }) => missing.length > 0),
  };
}

/**
 * The policy as one SQL query over the view `scores`: `key, shard, row, action, rules`, in stored
 * order. Predicates stand in parentheses and are checked one by one before (`src/run/decide.ts`).
 * @param where a condition on the rows that are decided; all unless given
 */
export function policySql(rules: readonly Rule[], where = "true"): string {
  const { action, fired } = decisionSql(rules);
  return `SELECT key, shard, row, ${action} AS action, ${fired} AS rules FROM scores WHERE ${where} ORDER BY shard, row`;
}

/** What rules say of a row, as SQL over the view `scores`: the action, and the list of those that fired. */
export function decisionSql(rules: readonly Rule[]): { readonly action: string; readonly fired: string } {
  const each = rules.map(({ id, when }) => `CASE WHEN (${when}\n) THEN '${id}' END`);
  return {
    action: firstSql(rules, "action", "keep"),
    fired: each.length === 0 ? "[]::VARCHAR[]" : `list_filter([${each.join(", ")}], lambda x: x IS NOT NULL)`,
  };
}

/** What the first rule that is true says of a row, as SQL over the score columns. @param none what stands where none is */
export function firstSql(rules: readonly Rule[], says: "action" | "id", none: string): string {
  const cases = rules.map((rule) => `WHEN (${rule.when}\n) THEN '${rule[says]}'`);
  return cases.length === 0 ? `'${none}'` : `CASE ${cases.join(" ")} ELSE '${none}' END`;
}
