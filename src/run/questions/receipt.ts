import { type Action, signals } from "../../../filters/index.ts";
import { CliError } from "../../process/errors.ts";
import { readLabels, standingVerdicts, type VerdictRecord } from "../labels.ts";
import { literal } from "../query.ts";
import type { RunFilter } from "../run.ts";
import type { RunView } from "../view.ts";
import { rowOf, type StoredRow } from "./rows.ts";

/** A score that a policy may cut, with the cuts that the policy's rules make. */
export interface ReceiptScore {
  readonly id: string;
  /** In [0, 1] for probabilities; counts otherwise; null where not measured. */
  readonly value: number | null;
  readonly by: string;
  /** Model that measured it, with the first 12 digits of its weights' SHA-256. */
  readonly model: string | null;
  readonly cuts: readonly number[];
}

/** A rule of the policy, and whether this pair fires it. */
export interface ReceiptRule {
  readonly id: string;
  readonly action: Action;
  readonly reason: string;
  readonly when: string;
  readonly fired: boolean;
  /** The first fired rule decides. */
  readonly decides: boolean;
  /** The stored values that the predicate reads. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Why a pair is kept, reviewed or dropped. */
export interface DecisionReceipt {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly caption: string | null;
  readonly error: string | null;
  readonly action: Action;
  readonly policy: { readonly name: string; readonly version: number; readonly digest: string };
  readonly rules: readonly ReceiptRule[];
  readonly scores: readonly ReceiptScore[];
  readonly verdicts: readonly VerdictRecord[];
  readonly fingerprint: string | null;
  readonly duplicateOf: string | null;
}

/** The receipt of a pair, by its key. @throws CliError (exit code 2) when the run has no such pair */
export async function decisionReceipt(view: RunView, key: string): Promise<DecisionReceipt> {
  const [place] = await view.query.rows<{ shard: string; row: number }>(
    `SELECT shard, row FROM scores WHERE key = '${literal(key)}' LIMIT 1`,
  );
  if (place === undefined)
    throw new CliError(
      `Cannot explain "${key}": the run ${view.folder} has no such pair; keys look like <shard>/<name>`,
      { exitCode: 2 },
    );
  return decisionReceiptAt(view, place.shard, place.row);
}

/** The receipt of a pair, by its place. */
export async function decisionReceiptAt(view: RunView, shard: string, row: number): Promise<DecisionReceipt> {
  const values = (await rowOf(view, shard, row)) ?? {};
  const fired = new Set((values["rules"] ?? []) as readonly string[]);
  const { name, version } = view.policy;
  const key = String(values["key"]);
  return {
    key,
    shard,
    row,
    caption: text(values["caption"]),
    error: text(values["error"]),
    action: (values["action"] ?? "keep") as Action,
    policy: { name, version, digest: view.decisions.digest },
    rules: view.policy.rules.map(({ id, action, reason, when }) => ({
      id,
      action,
      reason,
      when,
      fired: fired.has(id),
      decides: [...fired][0] === id,
      values: valuesNamed(when, values),
    })),
    scores: scoresOf(view, values),
    verdicts: standingVerdicts((await readLabels(view.folder)).records).filter(
      (label) => label.key === key || label.also.includes(key),
    ),
    fingerprint: view.run.fingerprint,
    duplicateOf: text(values["duplicate_of"]),
  };
}

/** The columns that a predicate names, with this pair's values. */
function valuesNamed(when: string, values: StoredRow): StoredRow {
  const words = new Set(when.match(/[A-Za-z_][A-Za-z0-9_]*/gu) ?? []);
  return Object.fromEntries(Object.entries(values).filter(([name]) => words.has(name) && name !== "caption"));
}

function scoresOf(view: RunView, values: StoredRow): readonly ReceiptScore[] {
  const known = new Set(view.columns.map(({ name }) => name));
  return signals
    .filter(({ id, needs }) => needs.length === 1 && known.has(id))
    .map(({ id, by }) => ({
      id,
      value: typeof values[id] === "boolean" ? Number(values[id]) : ((values[id] ?? null) as number | null),
      by,
      model: modelOf(view.run.inputs.filters, by),
      cuts: cutsOn(view, id),
    }));
}

function modelOf(filters: readonly RunFilter[], id: string): string | null {
  const [model] = filters.find((filter) => filter.id === id)?.models ?? [];
  return model === undefined ? null : `${model.id} ${model.sha256.slice(0, 12)}`;
}

/** The numbers that the policy's rules compare a column with, ascending. */
function cutsOn({ policy }: RunView, column: string): readonly number[] {
  const pattern = new RegExp(`\\b${column}\\s*>=?\\s*(\\d*\\.?\\d+)`, "gu");
  const cuts = policy.rules.flatMap(({ when }) => [...when.matchAll(pattern)].map(([, cut]) => Number(cut)));
  return [...new Set(cuts)].sort((a, b) => a - b);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
