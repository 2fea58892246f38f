import {
  type Action,
  otherName,
  type Pointed,
  pointed,
  type Rule,
  signals,
} from "../../../filters/policies.ts";
import { columnsOf, cutsOf, isCutOf, reaches } from "../../policy/predicate.ts";
import { CliError } from "../../process/errors.ts";
import { inWords } from "../coverage-words.ts";
import type { DecidedRun } from "../decided-run.ts";
import { doubtOf } from "../doubt.ts";
import type { VerdictRecord } from "../labels.ts";
import { literal } from "../literal.ts";
import type { RunFilter } from "../run.ts";
import { factsOf } from "./pair-facts.ts";
import { rowOf, type StoredRow } from "./rows.ts";

/** A score, or a sum of scores, that a policy may cut, with the cuts that the policy's rules make. */
export interface ReceiptScore {
  readonly id: string;
  /** In [0, 1] for probabilities; counts otherwise; null where not measured. */
  readonly value: number | null;
  readonly by: string;
  /** Model that measured it, with the first 12 digits of its weights' SHA-256. */
  readonly model: string | null;
  /** Columns that it is made of: one, or those of a sum. */
  readonly columns: readonly string[];
  /** What the policy's rules compare it with, ascending: itself, or the greatest or least of it and others. */
  readonly cuts: readonly number[];
  /** Whether it lies where one of these cuts asks for it. */
  readonly reached: boolean;
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
  /** Verdicts of others that are kept from who still has to judge the pair. */
  readonly hiddenVerdicts: number;
  readonly fingerprint: string | null;
  readonly duplicateOf: string | null;
  /** What of its several images and texts is the worst, and what of it was not measured. */
  readonly notes: readonly string[];
  /** The worst of its texts beside its captions, where a rule fires on those: where it stands, and what it says, once that was read. */
  readonly otherText: { readonly name: string; readonly text: string | null } | null;
  /** Which places of the image made a model say so; null where it is not flagged. */
  readonly where: Pointed | null;
  /** Where it comes from and what it is: URL, domain, licence, size, language; only what is known. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** How much its caption may harm, as {@link doubtOf}. */
  readonly doubt: number | null;
}

/** The receipt of a pair, by its key. @throws CliError (exit code 2) when the run has no such pair */
export async function decisionReceipt(view: DecidedRun, key: string): Promise<DecisionReceipt> {
  const [place] = await view.query.rows<{ shard: string; row: number }>(
    `SELECT shard, row FROM scores WHERE key = '${literal(key)}' LIMIT 1`,
  );
  if (place !== undefined) return decisionReceiptAt(view, place.shard, place.row);
  const near = await keysNear(view, key);
  const meant = near.length === 0 ? "keys look like <shard>/<name>" : `did you mean ${near.join(", ")}?`;
  throw new CliError(`Cannot explain "${key}": the run ${view.folder} has no such pair; ${meant}`, {
    exitCode: 2,
  });
}

/** Keys that hold a wrong one, or are at most two slips from it, the nearest first: all keys are looked through. */
async function keysNear({ query }: DecidedRun, key: string): Promise<readonly string[]> {
  const wanted = literal(key);
  const rows = await query.rows<{ key: string }>(
    `SELECT key FROM scores WHERE abs(length(key) - length('${wanted}')) <= 2 AND damerau_levenshtein(key, '${wanted}') <= 2
       OR (length('${wanted}') >= 3 AND contains(key, '${wanted}'))
     ORDER BY damerau_levenshtein(key, '${wanted}'), key LIMIT 4`,
  );
  return rows.map((row) => row.key);
}

/** The receipt of a pair, by its place. */
export async function decisionReceiptAt(
  view: DecidedRun,
  shard: string,
  row: number,
): Promise<DecisionReceipt> {
  const values = (await rowOf(view, shard, row)) ?? {};
  const fired = new Set((values["rules"] ?? []) as readonly string[]);
  const { name, version } = view.policy;
  const key = String(values["key"]);
  const rules = rulesOf(view).map(({ id, action, reason, when }) => ({
    id,
    action,
    reason,
    when,
    fired: fired.has(id),
    decides: [...fired][0] === id,
    values: valuesRead(when, values),
  }));
  return {
    key,
    shard,
    row,
    caption: text(values["caption"]),
    error: text(values["error"]),
    action: (values["action"] ?? "keep") as Action,
    policy: { name, version, digest: view.decisions.digest },
    rules,
    scores: scoresOf(view, values),
    verdicts: (await view.labels()).standing.filter((label) => label.key === key || label.also.includes(key)),
    hiddenVerdicts: 0,
    fingerprint: view.run.fingerprint,
    duplicateOf: text(values["duplicate_of"]),
    notes: notesOn(values),
    otherText: otherTextOf(rules, values),
    where: pointed(values["image_where"]),
    facts: factsOf(values),
    doubt: doubtOf(values),
  };
}

/** The policy's, behind those that hold whatever it says. */
function rulesOf({ policy, judged }: DecidedRun): readonly Rule[] {
  const own = new Set(policy.rules.map(({ id }) => id));
  return [...judged.filter(({ id }) => !own.has(id)), ...policy.rules];
}

function notesOn(values: StoredRow): readonly string[] {
  const { image_worst: image, other_text_worst: other, other_texts: texts } = values;
  const [images, captions] = [values["image_coverage"], values["text_coverage"]];
  const unmeasured = text(values["unmeasured"]);
  return [
    ...(text(image) === null ? [] : [`the worst of its images: ${image}`]),
    ...(text(other) === null ? [] : [`further texts and lines: ${texts}, the worst is ${other}`]),
    ...(isWhole(images) ? [] : [`images: ${inWords(String(images))}`]),
    ...(isWhole(captions) ? [] : [`texts: ${inWords(String(captions))}`]),
    ...(unmeasured === null ? [] : [`not measured: ${(JSON.parse(unmeasured) as string[]).join(", ")}`]),
  ];
}

function otherTextOf(rules: readonly ReceiptRule[], values: StoredRow): DecisionReceipt["otherText"] {
  const name = text(values["other_text_worst"]);
  const asked = rules.some(
    (rule) => rule.fired && Object.keys(rule.values).some((column) => column.startsWith("other_text_")),
  );
  return name !== null && asked ? { name, text: null } : null;
}

function isWhole(coverage: unknown): boolean {
  return text(coverage) === null || coverage === "measured" || coverage === "none";
}

/** The columns that a predicate reads, with this pair's values. */
function valuesRead(when: string, values: StoredRow): StoredRow {
  const read = new Set(columnsOf(when));
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => read.has(name.toLowerCase()) && name !== "caption"),
  );
}

/** Single scores, sums that the policy cuts, and whatever else it cuts: of a pair's other texts, of a filter of one's own. */
function scoresOf(run: DecidedRun, values: StoredRow): readonly ReceiptScore[] {
  const known = new Set(run.columns.map(({ name }) => name));
  const all = run.judged.flatMap(({ when }) => cutsOf(when));
  const scored = ({
    id,
    by,
    needs,
    value: sql,
  }: Pick<(typeof signals)[number], "id" | "by" | "needs" | "value">) => {
    const cuts = all.filter((cut) => isCutOf(cut, sql));
    if (needs.length > 1 && cuts.length === 0) return [];
    const value = needs.length > 1 ? sumOf(needs, values) : numberOf(values[id]);
    return {
      id,
      value,
      by,
      model: modelOf(run.run.inputs.filters, by),
      columns: needs,
      cuts: [...new Set(cuts.map((cut) => cut.value))].sort((a, b) => a - b),
      reached:
        value !== null && cuts.some((cut) => reaches(stored(value), { ...cut, value: stored(cut.value) })),
    };
  };
  const own = new Set(signals.flatMap(({ needs }) => needs));
  const more = run.columns
    .filter(({ name, kind }) => kind === "number" && !own.has(name) && values[name] !== null)
    .filter(({ name }) => all.some((cut) => isCutOf(cut, name)))
    .map(({ name }) => ({
      id: name,
      by: measuredBy(run.run.inputs.filters, name),
      needs: [name],
      value: name,
    }));
  return [...signals.filter(({ needs }) => needs.every((name) => known.has(name))), ...more].flatMap(scored);
}

/** The filter of a column; of other texts, the one that measures the same of captions. */
function measuredBy(filters: readonly RunFilter[], column: string): string {
  const of = ({ columns }: RunFilter) =>
    columns.some(({ name }) => name === column || otherName(name) === column);
  return filters.find(of)?.id ?? "the run";
}

/** A signal of several columns is their sum. */
function sumOf(columns: readonly string[], values: StoredRow): number | null {
  const terms = columns.flatMap((name) => numberOf(values[name]) ?? []);
  return terms.length < columns.length ? null : terms.reduce((sum, term) => sum + term, 0);
}

function numberOf(value: unknown): number | null {
  return typeof value === "boolean" ? Number(value) : ((value ?? null) as number | null);
}

/** As DuckDB compares scores with numbers: as 32-bit floats. */
const stored = Math.fround;

function modelOf(filters: readonly RunFilter[], id: string): string | null {
  const [model] = filters.find((filter) => filter.id === id)?.models ?? [];
  return model === undefined ? null : `${model.id} ${model.sha256.slice(0, 12)}`;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
