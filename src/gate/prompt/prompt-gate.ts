import {
  type Column,
  createFilter,
  type Filter,
  harmContext,
  promptForms,
  type Row,
  type Value,
} from "../../../filters/index.ts";
import { type Policy, policyDigest } from "../../../filters/policies.ts";
import { loadPolicy } from "../../policy/load.ts";
import { oneLine, Refused } from "../../process/errors.ts";
import type { Reason } from "../../process/reason.ts";
import { type Judgement, openRowJudge } from "../../run/judge-rows.ts";
import { tolerancesOf } from "../tolerances.ts";

/** What is asked for. */
export interface PromptRequest {
  readonly prompt: string;
  readonly negative?: string;
}

/** A rule that fired. */
export interface FiredRule {
  readonly id: string;
  readonly reason: string;
  readonly action: "block" | "approval" | "pass";
}

/** Which opinion decided: kept with every decision. */
export interface PolicyFacts {
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
}

/** What the rules say of a prompt: the steward's view. Requesters see {@link requesterLines}. */
export interface PromptVerdict {
  readonly action: "pass" | "approval" | "block";
  /** The deciding rule first. */
  readonly rules: readonly FiredRule[];
  readonly scores: Row;
  /** Needed scores that are missing; any of them blocks. */
  readonly unmeasured: readonly string[];
  /** Whether the text model did not read the prompt or its negative: word lists alone judged it, then. */
  readonly isUnread: boolean;
  readonly policy: PolicyFacts;
}

export interface PromptGate {
  readonly policy: PolicyFacts;
  readonly columns: readonly Column[];
  /** Filters with the digests of their models. */
  readonly filters: readonly Pick<Filter, "id" | "version" | "models">[];
  /** How far devices may differ in a score, by column. */
  readonly tolerances: Readonly<Record<string, number>>;
  judge(requests: readonly PromptRequest[]): Promise<readonly PromptVerdict[]>;
  close(): Promise<void>;
}

export interface PromptGateOptions {
  readonly device: string;
  /** `gate/prompt` that ships, or a file. */
  readonly policy?: string;
  /** Real people on the steward's list; default: nobody. */
  readonly people?: readonly string[];
}

/**
 * Loads the text filters and the prompt policy.
 * @throws CliError: exit code 3 when a filter cannot run, without which nothing passes; 2 when the policy cannot be used
 */
export async function openPromptGate(options: PromptGateOptions): Promise<PromptGate> {
  const policy = await loadPolicy(options.policy ?? "gate/prompt");
  const filters = await loadFilters(options.device, options.people ?? []);
  const own = filters.flatMap(({ columns }) => columns);
  const columns = [...own, ...own.map((column) => ({ ...column, name: `negative_${column.name}` }))];
  const judge = await openRowJudge(policy, columns);
  const facts = { name: policy.name, version: policy.version, sha256: policyDigest(policy) };
  return {
    policy: facts,
    columns,
    filters: filters.map(({ id, version, models }) => ({ id, version, models })),
    tolerances: withPrefix("negative_", tolerancesOf(filters)),
    async judge(requests) {
      const rows = await scoreRequests(filters, own, requests);
      const judgements = await judge.judge(rows);
      return judgements.map((judgement, i) => verdict(judgement, policy, facts, rows[i] ?? {}));
    },
    async close() {
      judge.close();
      for (const filter of filters) await filter.close();
    },
  };
}

const UNMEASURED: Reason = {
  rule: "unmeasured",
  reason: "a filter did not measure this prompt, and what is not measured does not pass",
};

const UNREAD = "not measured: the text model does not read this language or script; only word lists judged";

/** Why a prompt does not pass, for its requester: no scores to tune a prompt against, and no words from lists. */
export function requesterReasons({ action, rules, unmeasured }: PromptVerdict): readonly Reason[] {
  if (unmeasured.length > 0) return [UNMEASURED];
  return rules.filter((rule) => rule.action === action).map(({ id, reason }) => ({ rule: id, reason }));
}

/** {@link requesterReasons} in plain words, or the verdict alone where no rule fired. */
export function requesterLines(verdict: PromptVerdict): readonly string[] {
  if (verdict.unmeasured.length > 0) return [`blocked: ${UNMEASURED.reason}`];
  const note = verdict.isUnread ? [UNREAD] : [];
  const says = { block: "blocked", approval: "needs approval", pass: "passes the prompt filters" } as const;
  const said = says[verdict.action];
  const own = requesterReasons(verdict);
  const lines = own.length === 0 ? [said] : own.map(({ rule, reason }) => `${said} (${rule}): ${reason}`);
  return [...lines, ...note];
}

/** What holds for columns, and for the same columns of something else. */
function withPrefix(prefix: string, all: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const others = Object.entries(all).map(([name, value]) => [`${prefix}${name}`, value] as const);
  return { ...all, ...Object.fromEntries(others) };
}

async function loadFilters(device: string, people: readonly string[]): Promise<readonly Filter[]> {
  const filters: Filter[] = [];
  try {
    for (const id of ["lexicon", "text-toxicity"] as const)
      filters.push(await createFilter(id, { device, models: {} }));
    return [...filters, harmContext({ people })];
  } catch (cause) {
    for (const filter of filters) await filter.close();
    const reason = `${oneLine(cause)}; without its filters no prompt passes`;
    throw new Refused(`Cannot open the gate: ${reason}`, [{ rule: "filter-cannot-run", reason }], { cause });
  }
}

/** All forms of all texts in one batch per filter; of each text the largest value per column. */
async function scoreRequests(
  filters: readonly Filter[],
  columns: readonly Column[],
  requests: readonly PromptRequest[],
): Promise<readonly Row[]> {
  const texts = [...new Set(requests.flatMap(({ prompt, negative = "" }) => [prompt, negative]))];
  const forms = texts.map(promptForms);
  const samples = [...new Set(forms.flat())].map((caption) => ({ key: caption, caption }));
  const byForm = new Map<string, Row>();
  for (const filter of filters) {
    const rows = await filter.score(samples);
    for (const [i, { key }] of samples.entries())
      byForm.set(key, { ...byForm.get(key), ...(rows[i] && readRow(rows[i])) });
  }
  const byText = new Map(
    texts.map((text, i) => [
      text,
      largest(
        columns,
        (forms[i] ?? []).map((form) => byForm.get(form) ?? {}),
      ),
    ]),
  );
  return requests.map(({ prompt, negative = "" }) => ({
    ...byText.get(prompt),
    ...Object.fromEntries(
      Object.entries(byText.get(negative) ?? {}).map(([name, value]) => [`negative_${name}`, value]),
    ),
  }));
}

/** What the text model does not read is no evidence, neither way: its scores are 0, and the verdict says so. */
function readRow(row: Row): Row {
  if (typeof row["text_unread"] !== "string") return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, name.startsWith("text_") ? (value ?? 0) : value]),
  );
}

/** An empty text has no forms: it scores nothing anywhere. */
function largest(columns: readonly Column[], rows: readonly Row[]): Row {
  const most = ({ name, type }: Column): Value => {
    // The prompt as it stands is the first form: a form that is read does not make it readable.
    if (type === "utf8") return rows[0]?.[name] ?? null;
    if (rows.length === 0) return 0;
    const values = rows.map((row) => row[name]).filter((value) => typeof value === "number");
    return values.length === rows.length ? Math.max(...values) : null;
  };
  return Object.fromEntries(columns.map((column) => [column.name, most(column)]));
}

function verdict(judgement: Judgement, policy: Policy, facts: PolicyFacts, scores: Row): PromptVerdict {
  const means = { drop: "block", review: "approval", keep: "pass" } as const;
  const rules = policy.rules
    .filter(({ id }) => judgement.rules.includes(id))
    .map(({ id, reason, action }) => ({ id, reason, action: means[action] }));
  const action = judgement.unmeasured.length > 0 ? "block" : means[judgement.action];
  const isUnread = [scores["text_unread"], scores["negative_text_unread"]].some(
    (why) => typeof why === "string",
  );
  return { action, rules, scores, unmeasured: judgement.unmeasured, isUnread, policy: facts };
}
