import { existsSync } from "node:fs";
import { copyFile, mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ConsentSources, consentOfShard, type PairConsent, shardsOf } from "../consent/consent.ts";
import { hostFiles } from "../consent/hosts.ts";
import { type Condition, licenceOf } from "../consent/licence.ts";
import type { Consent } from "../consent/said.ts";
import { reopenRunDataset } from "../extensions/reopen.ts";
import { readLists, unusableText } from "../fetch/lists.ts";
import { CliError } from "../process/errors.ts";
import { commit } from "../process/files.ts";
import { intoRun, isStandIn } from "../process/stand-in.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { literal } from "../run/literal.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import { type RunAt, withRun } from "./open-run.ts";

/** What a run's pairs are held against. */
export interface ConsentWish {
  /** Where the dataset lies now, when it moved. */
  readonly data?: string | undefined;
  /** A folder of what hosts say: `HOST/robots.txt`, `HOST/ai.txt`, `HOST/.well-known/tdmrep.json`. */
  readonly hosts?: string | undefined;
  /** Lists of addresses, hosts and hashes whose owners opted out. */
  readonly optOut: readonly string[];
  /** The licence that the dataset states of itself, in any words. */
  readonly licence?: string | undefined;
}

/** What was said of a run's pairs; the same stands in its columns from then on. */
export interface ConsentFound {
  readonly schema: "sluice.consent/1";
  readonly run: string;
  readonly pairs: number;
  readonly consent: Readonly<Record<Consent, Rate>>;
  /** Pairs by what says so; a pair may stand in several. */
  readonly by: readonly { readonly by: string; readonly share: Rate }[];
  readonly licences: readonly {
    readonly words: string;
    readonly spdx: string | null;
    readonly share: Rate;
    /** What it asks that the dataset's own does not. */
    readonly conflicts: readonly Condition[];
  }[];
  /** The dataset's own licence as SPDX names it. */
  readonly licence: string | null;
  /** Images that could not be read: they may say more. */
  readonly unread: number;
  /** SHA-256 of each opt-out list. */
  readonly lists: readonly string[];
  readonly troubles: readonly string[];
  /** The file of the columns: beside where runs lie, for a run in object storage. */
  readonly file: string;
}

/**
 * Reads what is said of taking each pair of a run, and writes `consent.parquet`: columns `consent`, `consent_by` and
 * `license_spdx` of the run from then on. Pairs on lists of known harm are not read.
 * @throws CliError (exit code 2): no run, a dataset that is not there, a list that cannot be read
 * @throws the signal's reason once it is aborted; what lay there before stays
 */
export async function findConsent(at: RunAt, wish: ConsentWish, signal: AbortSignal): Promise<ConsentFound> {
  const { hosts, optOut, licence } = wish;
  if (hosts !== undefined && !existsSync(hosts))
    throw new CliError(`Cannot read hosts' files in "${hosts}": there is no such folder`, { exitCode: 2 });
  const optOuts = optOut.length === 0 ? null : await readLists(optOut, "note");
  const sources = {
    hosts: hosts === undefined ? null : hostFiles(hosts),
    optOuts,
    licence: licence === undefined ? null : licenceOf(licence),
  };
  return withRun(at, async (run) => {
    const tally = createTally();
    await writeConsent(run, wish, { sources, tally, signal });
    return {
      schema: "sluice.consent/1",
      run: at.folder,
      file: intoRun(at.folder, "consent.parquet"),
      ...tally.said(),
      licence: sources.licence?.spdx ?? null,
      lists: optOuts?.digests ?? [],
      troubles: [...(optOuts === null ? [] : unusableText(optOuts)), ...(sources.hosts?.troubles() ?? [])],
    };
  });
}

interface Writing {
  readonly sources: ConsentSources;
  readonly tally: ReturnType<typeof createTally>;
  readonly signal: AbortSignal;
}

/** Pairs that are written at a time. */
const BATCH = 1000;

async function writeConsent(run: DecidedRun, { data }: ConsentWish, { sources, tally, signal }: Writing) {
  const { query, folder } = run;
  const { inputs } = run.run;
  const dataset = await reopenRunDataset(inputs, folder, data ?? null);
  const sealed = run.columns.some(({ name }) => name === "denied") ? "WHERE denied" : "WHERE false";
  const table =
    "CREATE OR REPLACE TEMP TABLE consent_of (shard VARCHAR, row INTEGER, consent VARCHAR, consent_by VARCHAR, license_spdx VARCHAR)";
  await query.run(table);
  for (const shard of shardsOf(
    dataset,
    inputs.shards.map(({ name }) => name),
  )) {
    const rows = await query.rows<{ row: number; denied: boolean }>(
      `SELECT row, false AS denied FROM scores WHERE shard = $1 UNION ALL SELECT row, true FROM (SELECT * FROM scores ${sealed}) WHERE shard = $1`,
      [shard.name],
    );
    const scored = new Set(rows.map(({ row }) => row));
    const skip = new Set(rows.filter(({ denied }) => denied).map(({ row }) => row));
    let batch: PairConsent[] = [];
    const flush = async () => {
      if (batch.length > 0) await query.run(insertion(shard.name, batch));
      batch = [];
    };
    for await (const pair of consentOfShard(shard, sources, skip, signal)) {
      // A sample's run has rows of a few pairs alone.
      if (!scored.has(pair.row)) continue;
      tally.add(pair);
      if (batch.push(pair) === BATCH) await flush();
    }
    await flush();
  }
  const path = join(await realpath(folder), "consent.parquet");
  await commit(path, (to) => query.run(`COPY consent_of TO '${literal(to)}' (FORMAT parquet)`));
  await query.run("DROP TABLE consent_of");
  if (!isStandIn(folder)) return;
  const kept = intoRun(folder, "consent.parquet");
  await mkdir(dirname(kept), { recursive: true });
  await commit(kept, (to) => copyFile(path, to));
}

function insertion(shard: string, pairs: readonly PairConsent[]): string {
  const text = (value: string | null) => (value === null ? "NULL" : `'${literal(value)}'`);
  const rows = pairs.map(
    ({ row, consent, by, licence }) =>
      `(${text(shard)}, ${row}, ${text(consent)}, ${text(by.join(","))}, ${text(licence?.spdx ?? null)})`,
  );
  return `INSERT INTO consent_of VALUES ${rows.join(", ")}`;
}

/** Licences by their words that are told apart; more are counted by SPDX alone in the run's column. */
const MOST_LICENCES = 1000;

function createTally() {
  const consent: Record<Consent, number> = { denied: 0, reserved: 0, unknown: 0 };
  const by = new Map<string, number>();
  const licences = new Map<string, { readonly pair: PairConsent; n: number }>();
  let [pairs, unread] = [0, 0];
  return {
    add(pair: PairConsent) {
      pairs++;
      unread += pair.unread;
      consent[pair.consent]++;
      for (const one of pair.by) by.set(one, (by.get(one) ?? 0) + 1);
      const words = pair.licence?.words;
      if (words === undefined) return;
      const known = licences.get(words);
      if (known !== undefined) known.n++;
      else if (licences.size < MOST_LICENCES) licences.set(words, { pair, n: 1 });
    },
    said() {
      const share = (n: number) => wilson(n, pairs);
      return {
        pairs,
        unread,
        consent: {
          denied: share(consent.denied),
          reserved: share(consent.reserved),
          unknown: share(consent.unknown),
        },
        by: [...by].sort(([, a], [, b]) => b - a).map(([one, n]) => ({ by: one, share: share(n) })),
        licences: [...licences]
          .sort(([, a], [, b]) => b.n - a.n)
          .map(([words, { pair, n }]) => ({
            words,
            spdx: pair.licence?.spdx ?? null,
            share: share(n),
            conflicts: pair.conflicts,
          })),
      };
    },
  };
}
