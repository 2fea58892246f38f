import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lack } from "../cards/check.ts";
import type { Card } from "../cards/source/card.ts";
import { oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { filesBelow } from "../validators/croissant/load/files.ts";
import { loadCroissant } from "../validators/croissant/load/load.ts";
import { type ReadConfig, readConfigs } from "../validators/hub/read-configs.ts";
import { croissantLimits, describedParts } from "./croissant-parts.ts";
import { isMixed } from "./hub-configs.ts";
import { type LayoutFile, type LayoutPart, layoutOf } from "./layout.ts";
import { pairsOf } from "./markdown.ts";

/** What the published documents give who loads the dataset by them. */
export interface Published {
  readonly lacks: readonly Lack[];
  /** What is no fault of the card, and good to know. */
  readonly notes: readonly string[];
}

/** Files beside the data that nobody would look for a record in. */
const BESIDE =
  /^(?:README\.md|LICENSE(?:\.\w+)?|NOTICE(?:\.\w+)?|CURATED\.yaml|croissant\.json|datasheet\.(?:md|html)|eu-contribution\.md|removed\S*)$/iu;
/** Files that are named. */
const NAMED = 5;

/**
 * Loads the dataset in a folder through the documents in another: the records of Croissant are counted, the patterns of
 * the hub's card are resolved, and both held against the audit.
 * @param drawn names of the shards whose files are opened; null opens all
 * @throws the signal's reason once it is aborted
 */
export async function checkPublished(
  card: Card,
  documents: string,
  folder: string,
  signal: AbortSignal,
  drawn: ReadonlySet<string> | null = null,
): Promise<Published> {
  const croissant = await read(join(documents, "croissant.json"));
  const hub = await read(join(documents, "README.md"));
  const mixed = layoutOf(card).filter(isMixed);
  const [byCroissant, byHub] = [
    croissant === null ? none : await checkCroissant(card, croissant, folder, signal, drawn),
    hub === null ? none : checkHub(card, hub, filesBelow(folder)),
  ];
  const refused = mixed.map(
    ({ files }) =>
      `Hugging Face datasets would refuse "${files[0]?.path}"${files.length > 1 ? " and others" : ""}: not all pairs have the same members`,
  );
  return {
    lacks: [...byCroissant.lacks, ...byHub.lacks],
    notes: [...byCroissant.notes, ...byHub.notes, ...(hub === null ? [] : refused)],
  };
}

const none: Published = { lacks: [], notes: [] };

async function read(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, "utf8") : null;
}

/** Whether the audit took every pair, so that counts may be held against it. */
function isWhole({ facts }: Card): boolean {
  return facts["sampling"]?.result[0]?.["frame"] === "every pair";
}

/** Pairs of the parts whose records a Croissant document can describe; of a draw, those in the files that it opens. */
function describedPairs(card: Card, drawn: ReadonlySet<string> | null): number {
  const parts = layoutOf(card);
  const described = describedParts(parts);
  if (drawn !== null)
    return parts
      .filter((_, i) => (described[i]?.recordSet.length ?? 0) > 0)
      .flatMap((part) => part.files.filter((file) => isLoose(part) || isDrawn(file, drawn)))
      .reduce((sum, { pairs }) => sum + pairs, 0);
  if (described.every(({ recordSet }) => recordSet.length > 0)) return pairsOf(card);
  return parts
    .filter((_, i) => (described[i]?.recordSet.length ?? 0) > 0)
    .reduce((sum, { files }) => sum + files.reduce((all, { pairs }) => all + pairs, 0), 0);
}

/** Pictures beside each other, which are listed and not opened. */
function isLoose({ format, zips }: LayoutPart): boolean {
  return format === "folder" && zips.length === 0;
}

function isDrawn({ shards }: LayoutFile, drawn: ReadonlySet<string>): boolean {
  return shards.some((shard) => drawn.has(shard));
}

/** Whether a draw leaves a file closed: one that holds none of the shards that were drawn. */
function openedOf(card: Card, drawn: ReadonlySet<string> | null): (path: string) => boolean {
  if (drawn === null) return () => true;
  const files = layoutOf(card).flatMap((part) => part.files);
  const paths = (some: readonly LayoutFile[]) => new Set(some.map(({ path, zip }) => zip?.path ?? path));
  const [all, own] = [paths(files), paths(files.filter((file) => isDrawn(file, drawn)))];
  return (path) => own.has(path) || !all.has(path);
}

async function checkCroissant(
  card: Card,
  text: string,
  folder: string,
  signal: AbortSignal,
  drawn: ReadonlySet<string> | null,
): Promise<Published> {
  const lack = (message: string): Lack => ({ kind: "unloadable", id: "croissant.json", message });
  try {
    const { sets, problems, covered } = await loadCroissant(text, folder, signal, openedOf(card, drawn));
    const unread = [...new Set(sets.flatMap(({ unread: why }) => why ?? []))];
    const broken = sets.filter(({ problem }) => problem !== undefined);
    // Scores are published apart from the dataset, if at all.
    const own = (id: string) => !/^scores\b/u.test(id);
    const pairs = sets.filter(({ id }) => /^pairs(?:$|-)/u.test(id));
    const read = pairs.reduce((sum, { records }) => sum + (records ?? 0), 0);
    const wanted = describedPairs(card, drawn);
    const where = drawn === null ? "the files" : "the files of the shards that were drawn";
    const limits = croissantLimits(layoutOf(card));
    const left = filesBelow(folder).filter((file) => !covered.has(file) && !BESIDE.test(file));
    return {
      lacks: [
        ...problems.filter(own).map(lack),
        ...broken
          .filter(({ id }) => own(id))
          .map(({ id, problem }) => lack(`record set "${id}": ${problem}`)),
        ...((pairs.length === 0 && wanted === 0) || broken.length > 0 || read === wanted || !isWhole(card)
          ? []
          : [lack(`a reader finds ${counted(read, "pair")} in ${where}, the audit found ${wanted}`)]),
      ],
      notes: [
        ...limits.map((limit) => `croissant.json: ${limit}`),
        // What stands in the layout was said above.
        ...unread
          .filter((why) => limits.length === 0 || /lines at commas/u.test(why))
          .map((why) => `croissant.json: mlcroissant fails: ${why}`),
        ...(left.length === 0
          ? []
          : [
              `croissant.json: no record covers ${counted(left.length, "file")} of the folder: ${named(left)}`,
            ]),
      ],
    };
  } catch (cause) {
    signal.throwIfAborted();
    return { lacks: [lack(oneLine(cause))], notes: [] };
  }
}

function checkHub(card: Card, text: string, files: readonly string[]): Published {
  const lack = (message: string): Lack => ({ kind: "unloadable", id: "README.md", message });
  const { configs, splits } = readConfigs(text);
  const audited = new Map(
    layoutOf(card).flatMap((part) => part.files.map((file) => [file.path, { part, file }] as const)),
  );
  const seen = new Set<string>();
  const lacks = configs.flatMap((config): readonly Lack[] => {
    const matched = files.filter((file) => config.isOf(file) && !BESIDE.test(file));
    const called = `${config.name}, split ${config.split}: ${config.patterns.join(", ")}`;
    if (matched.length === 0) return [lack(`${called} matches no file`)];
    const known = matched.flatMap((file) => audited.get(file) ?? []);
    for (const { file } of known) seen.add(file.path);
    const isFolder = known.some(({ part }) => part.format === "imagefolder");
    const foreign = isFolder ? [] : matched.filter((file) => !audited.has(file));
    const rows = known.reduce((sum, { file }) => sum + file.pairs, 0);
    return [
      ...(foreign.length === 0
        ? []
        : [
            lack(
              `${called} matches ${counted(foreign.length, "file")} that nobody audited: ${named(foreign)}`,
            ),
          ]),
      ...rowsDiffer(config, rows, splits, configs).map((message) => lack(`${called} ${message}`)),
    ];
  });
  const left =
    configs.length === 0 ? [] : [...audited.keys()].filter((path) => !seen.has(path) && path !== ".");
  return {
    lacks,
    notes:
      left.length === 0
        ? []
        : [`README.md: no configuration loads ${left.length} audited files: ${named(left)}`],
  };
}

/** Of one configuration, whose splits the card counts. */
function rowsDiffer(
  { split }: ReadConfig,
  rows: number,
  splits: ReadonlyMap<string, number>,
  configs: readonly ReadConfig[],
): readonly string[] {
  const said = splits.get(split);
  if (said === undefined || new Set(configs.map(({ name }) => name)).size > 1) return [];
  return said === rows ? [] : [`says ${counted(said, "pair")}, its files have ${rows}`];
}

function named(files: readonly string[]): string {
  return `${files.slice(0, NAMED).join(", ")}${files.length > NAMED ? ", …" : ""}`;
}
