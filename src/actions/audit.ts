import { existsSync } from "node:fs";
import { join } from "node:path";
import { placeMap, SHARD_PAIRS } from "../../datasets/index.ts";
import { imageChoice, isFilterId } from "../../filters/index.ts";
import { chooseFilters } from "../extensions/choose-filters.ts";
import { type Config, configuredFormats, readConfig } from "../extensions/config.ts";
import { type AuditOptions, type AuditResult, audit } from "../pipelines/audit/audit.ts";
import { parsePart } from "../pipelines/audit/part.ts";
import { loadPolicy } from "../policy/load.ts";
import { CliError } from "../process/errors.ts";
import type { Context } from "../process/events.ts";
import { counted } from "../process/figures.ts";
import { choosePolicy } from "../run/chosen-policy.ts";
import { readCuts } from "../run/cuts.ts";
import { openOrRefuse, openRecorded } from "../run/open-dataset.ts";
import { type RunInputs, readRun } from "../run/run.ts";
import { isInStore } from "./elsewhere/book.ts";
import type { FetchTerms } from "./fetch.ts";
import { harmWish } from "./harm.ts";
import { type MapFlags, mapWish } from "./map-file.ts";
import { mapLine } from "./map-line.ts";
import { type RunReport, reportRun } from "./report.ts";
import { runFolderOf } from "./run-folder.ts";

/** Formats whose maps are said before an audit. */
const SHOWN = 5;

/** What is audited, how, and by which policy it is decided afterwards. */
export interface AuditWish extends MapFlags {
  readonly uris: readonly string[];
  /** Fetches the pictures first that the places name, on these terms; they go beside the run. */
  readonly fetch?: FetchTerms;
  /** Whether links may lead out of the places; a run that is gone on with as it was begun keeps its own. */
  readonly followLinks?: boolean;
  /** The run's folder; without it, one named after the dataset. */
  readonly out?: string;
  /** Ids of filters and modules of one's own; without them the configuration's, or those that can run here. */
  readonly filters?: readonly string[];
  /** File of filters and formats of one's own; without it, the one in the working folder, if there. */
  readonly config?: string;
  /** Model per filter, where not the default. */
  readonly models?: Readonly<Record<string, string>>;
  readonly device?: string;
  /** Worker processes; 0 is one per core. */
  readonly workers?: number;
  readonly limit?: number;
  readonly sample?: { readonly size: number; readonly seed: number };
  /** This process's share of the shards, `i/n`; `auto/n` asks the scheduler that `env` names. */
  readonly shard?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Goes on with a run that is there as it was begun: its filters, models, limit and sample outweigh those given here. */
  readonly asBegun?: boolean;
  /** Lists of known harm, files of hashes and URLs, that its pairs are held against. */
  readonly hashes?: readonly string[];
  /** Whom the hits are sealed for: an age recipient, or a file with one. */
  readonly custodian?: string;
  /** The run keeps it; without it, the run's own decides. */
  readonly policy?: string;
  /** The command line, for the record. */
  readonly command: readonly string[];
}

/** What came of an audit. */
export interface Audited extends AuditResult {
  /** Null while shards are missing, or where `trouble` says why. */
  readonly report: RunReport | null;
  /** Why a run that is whole has no report: its scores are safe, the policy could not be applied to them. */
  readonly trouble: CliError | null;
}

/**
 * Scores every pair of a dataset once, then decides the run by the policy and writes its report. A policy that
 * cannot be read is refused before any work.
 * @throws CliError (exit code 2) when what is asked for is not there or does not fit the run that is
 * @throws the signal's reason once it is aborted
 */
export async function auditDataset(wish: AuditWish, context: Context): Promise<Audited> {
  const { policy } = wish;
  const here = wish.fetch === undefined ? wish : await fetchedFirst(wish, wish.fetch, context);
  const result = await audit(await auditOptions(here, context), context);
  if (policy !== undefined) await choosePolicy(result.folder, policy);
  if (!result.complete) return { ...result, report: null, trouble: null };
  try {
    return { ...result, report: await reportRun(result.folder, policy), trouble: null };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { ...result, report: null, trouble: error };
  }
}

/** Fetches what the wish is about, all or a sample of it; what came is then audited whole, and by its own map. */
async function fetchedFirst(wish: AuditWish, terms: FetchTerms, context: Context): Promise<AuditWish> {
  const { fetch: _, limit, sample, image: _image, map, caption, key, said, ...rest } = wish;
  const { uris, out = runFolderOf(uris), config, followLinks, shard } = rest;
  if (followLinks || shard !== undefined)
    throw new CliError(`Cannot use --fetch with ${shard === undefined ? "--follow-links" : "--shard"}`, {
      exitCode: 2,
    });
  const { fetchDataset } = await import("./fetch.ts");
  const to = `${out}.fetched`;
  const own = { map, caption, key, said, config, limit, sample, hashes: rest.hashes };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const fetched = await fetchDataset({ ...given, ...terms, uris, to }, context);
  context.emit({
    type: "note",
    text: `${fetched.fetched} of ${counted(fetched.rows, "picture")} fetched into ${to}, ${fetched.denied} denied`,
  });
  return { ...rest, out, uris: [to] };
}

/** What is to be audited, opened and checked; nothing is written yet. @throws CliError as {@link auditDataset} */
export async function auditOptions(wish: AuditWish, context: Context): Promise<AuditOptions> {
  const { limit, sample, device = "auto", workers = 0, models = {}, policy, command } = wish;
  if (limit !== undefined && sample !== undefined)
    throw new CliError("Cannot use --limit with --sample: choose one", { exitCode: 2 });
  const part = parsePart(wish.shard, wish.env ?? {});
  if (isInStore(wish.out ?? ""))
    throw new CliError(
      `Cannot audit into "${wish.out}" here: wanted a folder; sluice audit takes object storage, and sluice push brings a run there`,
      { exitCode: 2 },
    );
  const out = wish.out ?? runFolderOf(wish.uris);
  const begun = wish.asBegun === true && existsSync(join(out, "run.json"));
  const asked = { models, ...(limit === undefined ? {} : { limit }), ...(sample && { sample }) };
  const harm = await harmWish(wish);
  const config = await readConfig(wish.config, process.cwd());
  const chosen = begun
    ? await begunWith(out, config)
    : { ...(await chooseFilters(wish.filters, config, process.cwd())), ...asked };
  if (policy !== undefined) await loadPolicy(policy);
  const before = existsSync(join(out, "run.json")) ? (await readRun(out)).inputs : undefined;
  const data = await opened(
    { ...wish, out },
    begun ? before : undefined,
    before ?? { shardPairs: SHARD_PAIRS },
    config,
  );
  // Before any work: who sees another field there than is meant stops it.
  for (const entry of placeMap(data.dataset).slice(0, SHOWN))
    context.emit({ type: "note", text: mapLine(entry) });
  return { ...chosen, ...data, out, device, workers, part, command, ...harm };
}

/** What a run was begun with. */
export async function begunWith(
  out: string,
  config: Config,
): Promise<Pick<AuditOptions, "filters" | "modules" | "models" | "limit" | "sample">> {
  const { filters, limit, sample } = (await readRun(out)).inputs;
  const models = filters.flatMap(({ id, models: named }) => {
    const choice = id === "nsfw-image" ? imageChoice(named) : named[0]?.id;
    return choice === undefined ? [] : [[id, choice]];
  });
  return {
    filters: filters.map(({ id }) => id).filter(isFilterId),
    // Where they are not those that the run was made with, the audit refuses to mix them.
    modules: filters.every(({ id }) => isFilterId(id))
      ? []
      : (await chooseFilters(undefined, config, config.folder)).modules,
    models: Object.fromEntries(models),
    ...(limit === null ? {} : { limit }),
    ...(sample === null ? {} : { sample }),
  };
}

/**
 * A run that is gone on with keeps its places one by one; who goes on with it may name them by its one text for people.
 * A run that is there keeps the size of its shards.
 */
async function opened(
  { uris, out, followLinks = false, asBegun = false, ...flags }: AuditWish & { readonly out: string },
  begun: RunInputs | undefined,
  { shardPairs }: Pick<RunInputs, "shardPairs">,
  config: Config,
): Promise<Pick<AuditOptions, "dataset" | "uris" | "followLinks" | "formatModule">> {
  const own = await configuredFormats(config);
  const named = uris.join(" ");
  const same = begun?.uri === named ? begun : undefined;
  const map = await mapWish(flags);
  const cut = shardPairs === undefined ? {} : { shardPairs };
  const asked = { uri: named, map, ...cut, ...(followLinks ? { followLinks } : {}) };
  const cuts = await readCuts(out);
  const dataset = asBegun
    ? await openRecorded(same ?? asked, null, own, cuts)
    : await openOrRefuse(uris, own, { followLinks, map, wholeFiles: shardPairs === undefined, cuts });
  const module = own.find(({ format }) => dataset.format.split("+").includes(format.id))?.module;
  return {
    dataset,
    uris: same?.uris ?? dataset.uris ?? [dataset.uri],
    followLinks: same ? same.followLinks === true : followLinks,
    ...(module === undefined ? {} : { formatModule: module }),
  };
}
