import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { filterIds } from "../../../filters/index.ts";
import { CliError } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { shardFacts } from "../../run/shards.ts";
import { namesOf, type Standing, standingOf } from "../../run/state.ts";
import { agreement } from "../../statistics/agreement.ts";
import { CARRIED, carriedUnread } from "./carried-unread.ts";
import { layoutRecords } from "./layout.ts";
import { namesAgain } from "./names-again.ts";
import { placesOf } from "./places.ts";
import type { RunRecord } from "./run-record.ts";

/** What a run's files, and those of its dataset at `data`, say of themselves; none where there is nothing to say. */
export async function recordsOf(view: DecidedRun, data: string): Promise<readonly RunRecord[]> {
  const { run, policy, decisions } = view;
  const { inputs } = run;
  const shards = await shardFacts(view.folder);
  const found: (RunRecord | null)[] = [
    standingRecord(standingOf(view.folder, run, shards), inputs.shards.length),
    {
      id: "sampling",
      about: "which pairs of the dataset were audited",
      result: [samplingOf(inputs.sample, inputs.limit, inputs.shards.length)],
    },
    {
      id: "columns",
      about: "what was measured, by filter",
      result: inputs.filters.map(({ id, version, columns }) => ({
        filter: id,
        version,
        columns: columns.map(({ name }) => name).join(", "),
      })),
    },
    inputs.hashes === undefined
      ? null
      : {
          id: "harm-lists",
          about: "the lists of known harm that pairs were held against",
          result: inputs.hashes.map(({ name, sha256, lines, unusable }) => ({
            list: name,
            sha256,
            lines,
            unusable,
          })),
        },
    {
      id: "models",
      about: "models, with the SHA-256 of their weights, and how many pairs they scored",
      result: await modelsOf(view),
    },
    {
      id: "provenance",
      about: "the audit and the policy",
      result: [
        {
          dataset: inputs.uri,
          format: inputs.format,
          fingerprint: run.fingerprint,
          program: `sluice ${run.sluice}`,
          policy: `${policy.name} v${policy.version}`,
          policy_digest: decisions.digest,
        },
      ],
    },
    ...layoutRecords(inputs, shards),
    await namesAgain(view, layoutRecords(inputs, shards)),
    await placesOf(view, shards),
    await reviewersOf(view),
    await curationOf(data),
    await carriedUnread(view),
    { id: "not-looked-for", about: "what nothing here looked for", result: notLookedFor(view) },
  ];
  return found.filter((one) => one !== null);
}

/** A model that was loaded and found nothing to score is told from one that scored. */
async function modelsOf({ run, query, columns }: DecidedRun): Promise<RunRecord["result"]> {
  const known = new Set(columns.map(({ name }) => name));
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (const { id, models, columns: own } of run.inputs.filters) {
    if (models.length === 0) continue;
    const scored = own.filter(({ name }) => known.has(name)).map(({ name }) => `"${name}" IS NOT NULL`);
    const [row] = await query.rows<{ n: number }>(
      `SELECT count(*) FILTER (${scored.join(" OR ") || "false"}) AS n FROM scores`,
    );
    for (const { id: model, sha256 } of models) rows.push({ filter: id, model, sha256, pairs: row?.n ?? 0 });
  }
  return rows;
}

/** Nothing where the run is whole and of one kind, as it should be. */
function standingRecord({ state, missing, mixed }: Standing, shards: number): RunRecord | null {
  const result = [
    ...(state === "sealed"
      ? []
      : [{ what: "incomplete", missing: missing.length, shards, names: namesOf(missing) }]),
    ...(mixed.length === 0 ? [] : [{ what: "mixed", missing: 0, shards, names: mixed.join("; ") }]),
  ];
  return result.length === 0
    ? null
    : { id: "standing", about: "what of the run is missing, or of several kinds", result };
}

function samplingOf(
  sample: { readonly size: number; readonly seed: number } | null,
  limit: number | null,
  shards: number,
): Readonly<Record<string, unknown>> {
  if (sample !== null)
    return { frame: "simple random sample without replacement", n: sample.size, seed: sample.seed };
  if (limit !== null) return { frame: "the first pairs in stored order: no sample of anything", n: limit };
  return { frame: "every pair", shards };
}

async function reviewersOf(run: DecidedRun): Promise<RunRecord | null> {
  const { standing, final, opinions: byKey } = await run.namelessLabels();
  const opinions = [...byKey.values()];
  const given = standing.filter(({ verdict }) => verdict !== "skip");
  if (given.length === 0) return null;
  const { alpha } = agreement(opinions, { repeats: 1000, seed: 20 });
  const settled = [...final.values()];
  return {
    id: "reviewers",
    about: "people who judged pairs, and what is settled",
    result: [
      {
        reviewers: new Set(given.map(({ reviewer }) => reviewer)).size,
        verdicts: given.length,
        pairs_judged_twice: opinions.filter(({ size }) => size > 1).length,
        krippendorff_alpha: alpha.value,
        alpha_low: alpha.low,
        alpha_high: alpha.high,
        settled: settled.length,
        dropped: settled.filter(({ verdict }) => verdict === "drop").length,
      },
    ],
  };
}

/** What is read of `CURATED.yaml`, which came with the data. */
const curatedSchema = z.looseObject({
  source: z.looseObject({ uri: z.string(), fingerprint: z.string() }),
  policy: z.looseObject({ name: z.string(), version: z.number(), digest: z.string() }),
  pairs: z.looseObject({ before: z.number(), written: z.number() }),
  reasons: z.array(
    z.looseObject({ rule: z.string(), state: z.string(), pairs: z.number(), about: z.string().optional() }),
  ),
  carried: z.record(z.string(), z.number()).default({}),
});

function yamlOf(text: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch {
    return null;
  }
}

/** What a curated dataset says of where it came from. */
async function curationOf(uri: string): Promise<RunRecord | null> {
  const path = join(uri, "CURATED.yaml");
  if (!existsSync(path)) return null;
  const curated = curatedSchema.safeParse(yamlOf(await readFile(path, "utf8")));
  if (!curated.success)
    throw new CliError(
      `Cannot read "${path}": it is damaged or from another version (${curated.error.issues[0]?.path.join(".")}), so that nothing says what was left out; move it away, or curate anew`,
      { exitCode: 2 },
    );
  const { source, policy, pairs, reasons, carried } = curated.data;
  return {
    id: "curation",
    about: "what was left out of the source, and why",
    result: [
      { what: "source", pairs: pairs.before, why: `${source.uri}, fingerprint ${source.fingerprint}` },
      {
        what: "written",
        pairs: pairs.written,
        why: `policy ${policy.name} v${policy.version} (${policy.digest})`,
      },
      ...reasons.map(({ rule, state, pairs: n, about }) => ({
        what: `${state}: ${rule}`,
        pairs: n,
        why: about,
      })),
      ...Object.entries(carried).map(([name, n]) => ({
        what: `${CARRIED}${name}`,
        pairs: n,
        why: "--carry: nothing measured it",
      })),
    ],
  };
}

/** Filters that were not run, and harms that no filter knows. */
function notLookedFor({ run }: DecidedRun): RunRecord["result"] {
  const ran = new Set(run.inputs.filters.map(({ id }) => id));
  return [
    ...filterIds
      .filter((id) => !ran.has(id))
      .map((id) => ({ what: `what filter ${id} measures`, why: "it was not run" })),
    {
      what: "images of child sexual abuse",
      why:
        run.inputs.hashes === undefined
          ? "no list of known hashes was matched"
          : "only what the lists of known harm hold was matched",
    },
    { what: "violence, gore and self-harm in images", why: "no filter knows them" },
    {
      what: "children, ages and identities of people in images",
      why: "no model looks for them; captions that name the young are counted",
    },
    { what: "identity documents in images", why: "no model looks for them; words for them in captions are" },
    { what: "text inside images", why: "no filter reads it" },
  ];
}
