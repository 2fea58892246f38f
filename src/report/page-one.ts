import { type Register, signals, signalsOf } from "../../filters/policies.ts";
import { type Calibration, calibrateRun } from "../review/calibrate.ts";
import { randomDesigns } from "../review/designs.ts";
import { weigh } from "../run/careless.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Query } from "../run/query.ts";
import type { Summary } from "../run/summary.ts";
import { type Agreement, agreement } from "../statistics/agreement.ts";
import { rateOver } from "../statistics/clustered-rate.ts";
import type { Rate } from "../statistics/wilson.ts";

/** Thresholds at which flag rates are counted for their curves. */
const THRESHOLDS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/** A signal's flag rate against its threshold. */
export interface RateCurve {
  readonly signal: string;
  readonly side: "image" | "text";
  /** Where the headline cuts it. */
  readonly cut: number;
  readonly points: readonly (Rate & { readonly threshold: number })[];
}

/** What pairs were drawn in, and how they read. */
export interface Drawn {
  readonly register: Register;
  /** Whether they are a sample of shards, whose pairs resemble each other. */
  readonly isOfShards: boolean;
}

/** Flag rates of every probability that was measured, from 0.05 to 0.95. */
export async function rateCurves(
  query: Query,
  columns: ReadonlySet<string>,
  { register, isOfShards }: Drawn,
): Promise<readonly RateCurve[]> {
  const curves: RateCurve[] = [];
  for (const { id, side, value, needs, cuts, cut } of signalsOf(register)) {
    if (cuts.some((one) => one >= 1) || !needs.every((name) => columns.has(name))) continue;
    const counts = THRESHOLDS.map((at, i) => `count(*) FILTER ((${value}) >= ${at}) AS k${i}`);
    const rows = await query.rows<Record<string, number>>(
      `SELECT count(${value}) AS n, ${counts.join(", ")} FROM scores ${isOfShards ? "GROUP BY shard" : ""}`,
    );
    if (rows.every((row) => (row["n"] ?? 0) === 0)) continue;
    const points = THRESHOLDS.map((threshold, i) => {
      const tallies = rows.map((row) => ({ k: row[`k${i}`] ?? 0, n: row["n"] ?? 0 }));
      return { threshold, ...rateOver(tallies, isOfShards).rate };
    });
    curves.push({ signal: id, side, cut, points });
  }
  return curves;
}

/** What the policy does to a group of pairs. */
export interface GroupRemoval extends Rate {
  readonly kind: "language" | "named in the caption";
  readonly group: string;
}

/** Pairs that a group must have to be shown. */
const SMALLEST_GROUP = 5;

/** Groups of a kind that are shown, the largest first. */
const MOST_GROUPS = 8;

/** Which share of each group the policy drops: of captions by language, and by the groups of people that they name. */
export async function removalByGroup(
  query: Query,
  columns: ReadonlySet<string>,
  { isOfShards }: Pick<Drawn, "isOfShards">,
): Promise<readonly GroupRemoval[]> {
  const ask = async (kind: GroupRemoval["kind"], group: string) => {
    const rows = await query.rows<{ name: string; ks: readonly number[]; ns: readonly number[] }>(
      `SELECT name, list(k) AS ks, list(n) AS ns FROM (
         SELECT name, count(*) FILTER (action = 'drop') AS k, count(*) AS n
         FROM (SELECT ${group} AS name, action, shard FROM explored) WHERE name IS NOT NULL AND name <> ''
         GROUP BY name ${isOfShards ? ", shard" : ""}
       ) GROUP BY name HAVING sum(n) >= ${SMALLEST_GROUP} ORDER BY sum(n) DESC, name LIMIT ${MOST_GROUPS}`,
    );
    return rows.map(({ name, ks, ns }): GroupRemoval => {
      const tallies = ns.map((n, i) => ({ k: Number(ks[i]), n: Number(n) }));
      return { kind, group: name, ...rateOver(tallies, isOfShards).rate };
    });
  };
  return [
    ...(columns.has("language") ? await ask("language", "language") : []),
    ...(columns.has("identity_groups")
      ? await ask("named in the caption", "unnest(string_split(identity_groups, ','))")
      : []),
  ];
}

/** What people found when they looked, as far as they did. */
export interface ReviewResults {
  readonly reviewers: number;
  readonly verdicts: number;
  readonly kept: number;
  readonly dropped: number;
  readonly unsure: number;
  readonly disputed: number;
  readonly careless: number;
  readonly agreement: Agreement | null;
  /** One per signal that a random sample was drawn by. */
  readonly calibrations: readonly Calibration[];
}

/** Verdicts, agreement, and what random samples say of the run; null where nobody has judged. */
export async function reviewResults(run: DecidedRun): Promise<ReviewResults | null> {
  const labels = await run.namelessLabels();
  const given = labels.standing.filter(({ verdict }) => verdict !== "skip");
  if (given.length === 0) return null;
  const final = [...labels.final.values()];
  const said = (verdict: string) => final.filter((one) => one.verdict === verdict).length;
  const twice = [...labels.opinions.values()].filter(({ size }) => size > 1).length;
  return {
    reviewers: new Set(given.map(({ reviewer }) => reviewer)).size,
    verdicts: given.length,
    ...{ kept: said("keep"), dropped: said("drop"), unsure: said("unsure") },
    disputed: labels.disputed.length,
    careless: weigh(labels, false).careless.either,
    agreement: twice === 0 ? null : agreement([...labels.opinions.values()], { repeats: 1000, seed: 20 }),
    calibrations: await calibrationsOf(run, labels.records),
  };
}

async function calibrationsOf(
  run: DecidedRun,
  records: Parameters<typeof randomDesigns>[0],
): Promise<readonly Calibration[]> {
  const found: Calibration[] = [];
  for (const { id: design, signal } of randomDesigns(records, "")) {
    if (found.some((one) => one.signal === signal.id)) continue;
    const options = {
      ...{ run: run.folder, filter: signal.by, signal: signal.id, design },
      target: { miss: 0.02, confidence: 0.95 },
    };
    // Too few labels say nothing, and are no fault of the report's.
    const calibration = await calibrateRun(run.query, records, options).catch(() => null);
    if (calibration?.prevalence) found.push(calibration);
  }
  return found;
}

/** The filters whose models were asked and scored nothing: such a model is not named. */
export function silentFilters({ rates, run }: Summary): ReadonlySet<string> {
  const rated = run.inputs.filters.filter(({ id }) => signals.some(({ by }) => by === id));
  const silent = rated.filter(({ id }) => !rates.some(({ by, n }) => by === id && n > 0));
  return new Set(silent.map(({ id }) => id));
}

/** The models that scored anything, with the threshold that headlines speak of. */
export function modelsThatScored({ rates, run }: Summary): readonly {
  readonly filter: string;
  readonly models: string;
  readonly thresholds: string;
}[] {
  return run.inputs.filters.flatMap(({ id, models }) => {
    const own = rates.filter(({ by, n }) => by === id && n > 0);
    if (models.length === 0 || own.length === 0) return [];
    const thresholds = own.filter(({ headline }) => headline).map(({ signal, cut }) => `${signal} ≥ ${cut}`);
    return [
      {
        filter: id,
        models: models.map(({ id: model, sha256 }) => `${model} (${sha256.slice(0, 12)})`).join(", "),
        thresholds: thresholds.join(", "),
      },
    ];
  });
}
