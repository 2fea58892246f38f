import { basename } from "node:path";
import { classifyReadings, loadLanguageDetector, type Unread } from "../../filters/index.ts";
import { loadTextClassifier, type Register, readManifest, type TextClassifier } from "../../models/index.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { version } from "../process/version.ts";
import { type GroupFigures, type LabelFigures, measureGroups, measureLabel } from "../statistics/measures.ts";
import { rounded } from "../statistics/rounded.ts";
import { type Mistakes, note } from "./mistakes.ts";
import { type BadRows, type LabelledFile, type LabelledText, openLabelled } from "./read-csv.ts";
import { cutsOf, type Task, taskOf } from "./task.ts";

/** Texts per call of the model. */
const BATCH = 256;
/** More groups than these are no groups: most likely the wrong column. */
const MOST_GROUPS = 200;

export interface EvaluateOptions {
  readonly data: string;
  /** Name of the column that holds the texts. */
  readonly text: string;
  /** The model's labels that have a column, where absent. */
  readonly labels?: readonly string[];
  readonly group?: string;
  /** Whose cuts count; captions' where absent. */
  readonly register?: Register;
  /** For labels for which the model recommends none. */
  readonly threshold?: number;
  /** Score the texts as they stand, where otherwise they are read as the filter `text-toxicity` reads captions. */
  readonly raw?: boolean;
  readonly bootstrap: number;
  readonly seed: number;
  /** Only the first usable rows. */
  readonly limit?: number;
  readonly signal: AbortSignal;
  readonly onScored?: (rows: number) => void;
}

/** Figures of one label, where its threshold comes from, and its groups when asked for. */
export interface LabelEvaluation extends LabelFigures {
  readonly label: string;
  readonly threshold: number;
  readonly thresholdFrom: "model" | "flag" | "default";
  readonly groups: readonly GroupFigures[];
}

/** What `evaluation.json` holds: no text, no clock and no path, so that the same input gives the same bytes. */
export interface Evaluation {
  readonly sluice: string;
  readonly model: {
    readonly id: string;
    readonly sha256: string;
    readonly thresholdRule: string | null;
    readonly register: Register;
  };
  readonly data: { readonly file: string; readonly sha256: string; readonly limit: number | null };
  readonly columns: { readonly text: string; readonly group: string | null };
  /** `filter`: disguises taken off as the filter does, the larger score counts; `raw`: texts as they stand. */
  readonly reading: "filter" | "raw";
  readonly bootstrap: { readonly repeats: number; readonly seed: number; readonly level: 0.95 };
  readonly rows: RowCounts & { readonly bad: Readonly<BadRows> };
  readonly labels: readonly LabelEvaluation[];
}

interface RowCounts {
  readonly scored: number;
  readonly unlabelled: number;
  /** Texts without a score, which no figure counts: in a script or surely in a language that the model does not read. */
  readonly unread: Readonly<Record<Unread, number>>;
}

/** The figures, and the mistakes by label, whose masked examples are for the page alone. */
export interface Evaluated {
  readonly evaluation: Evaluation;
  readonly mistakes: ReadonlyMap<string, Mistakes>;
}

/**
 * Scores a labelled file with a text classifier, on the CPU, and measures it: by default as the filter
 * `text-toxicity` would judge the texts as captions.
 * @throws CliError (exit code 2) when the model or the file cannot be used
 */
export async function evaluate(id: string, options: EvaluateOptions): Promise<Evaluated> {
  const manifest = orRefuse(() => readManifest(id));
  if (manifest.kind !== "text-classifier")
    throw new CliError(`Cannot evaluate model "${id}": wanted a text-classifier, got ${manifest.kind}`, {
      exitCode: 2,
    });
  const unknown = options.labels?.find((label) => !manifest.labels.includes(label));
  if (unknown !== undefined)
    throw new CliError(
      `Cannot evaluate label "${unknown}": wanted some of ${manifest.labels.join(", ")}, which model ${id} has`,
      { exitCode: 2 },
    );
  if (options.group === options.text)
    throw new CliError(`Cannot group by "${options.text}": wanted another column than the texts'`, {
      exitCode: 2,
    });
  const file = await openLabelled(
    options.data,
    { text: options.text, ...(options.group === undefined ? {} : { group: options.group }) },
    { names: [...new Set(options.labels ?? manifest.labels)], optional: options.labels === undefined },
  );
  const classifier = await loadTextClassifier(id, { device: "cpu" }).catch((cause) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  try {
    const { register = "caption" } = options;
    const cuts = cutsOf(classifier, register);
    const tasks = file.labels.map((label) => taskOf(label, classifier.labels, cuts, options.threshold));
    const rows = await scoreAll(file, classifier, tasks, options);
    const repeats = { repeats: options.bootstrap, seed: options.seed };
    const evaluation: Evaluation = {
      sluice: version,
      model: { id, sha256: classifier.sha256, thresholdRule: cuts?.rule ?? null, register },
      data: { file: basename(options.data), sha256: file.digest(), limit: options.limit ?? null },
      columns: { text: options.text, group: options.group ?? null },
      reading: options.raw ? "raw" : "filter",
      bootstrap: { ...repeats, level: 0.95 },
      rows: { ...rows, bad: { ...file.bad } },
      labels: tasks.map(({ label, threshold, thresholdFrom, scored }) => ({
        label,
        threshold,
        thresholdFrom,
        ...measureLabel(scored, threshold, { ...repeats, name: label }),
        groups: measureGroups(scored, threshold, { ...repeats, name: label }),
      })),
    };
    return {
      evaluation: rounded(evaluation),
      mistakes: new Map(tasks.map(({ label, mistakes }) => [label, mistakes])),
    };
  } finally {
    await classifier.close();
  }
}

async function scoreAll(
  file: LabelledFile,
  classifier: TextClassifier,
  tasks: readonly Task[],
  { limit = Number.POSITIVE_INFINITY, raw = false, signal, onScored }: EvaluateOptions,
): Promise<RowCounts> {
  const groups = new Set<string>();
  let [seen, scored, unlabelled] = [0, 0, 0];
  const unread: Record<Unread, number> = { script: 0, language: 0 };
  const detect = raw ? undefined : await loadLanguageDetector();
  let batch: LabelledText[] = [];
  const flush = async () => {
    signal.throwIfAborted();
    const texts = batch.map(({ text }) => text);
    const readings = raw
      ? (await classifier.classify(texts)).map((scores) => ({ scores, unread: null }))
      : await classifyReadings(classifier, texts, detect);
    // What holds nothing to read (invisible characters alone) is never flagged: it scores 0.
    const nothing = new Float32Array(classifier.labels.length);
    for (const [i, row] of batch.entries()) {
      const { scores = null, unread: why = null } = readings[i] ?? {};
      if (scores === null && why !== null) unread[why]++;
      else {
        judge(row, scores ?? nothing, tasks);
        scored++;
      }
    }
    seen += batch.length;
    batch = [];
    onScored?.(seen);
  };
  for await (const row of file.rows) {
    if (groups.add(row.group).size > MOST_GROUPS)
      throw new CliError(`Cannot group by that column: wanted at most ${MOST_GROUPS} groups, got more`, {
        exitCode: 2,
      });
    // The file is read to its end all the same: its digest and its bad rows are those of the whole.
    if (seen + batch.length >= limit) continue;
    if (row.labels.every((label) => label === null)) unlabelled++;
    else batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  if (scored === 0) throw new CliError(`Cannot evaluate: ${nothingScored(seen)}`, { exitCode: 2 });
  return { scored, unlabelled, unread };
}

function nothingScored(unread: number): string {
  const wanted = "wanted rows with a text and a label";
  return unread === 0
    ? `${wanted}, got none`
    : `${wanted} in a language and script that the model reads, got ${unread} in others (--raw scores them)`;
}

function judge({ text, labels, group }: LabelledText, scores: Float32Array, tasks: readonly Task[]): void {
  for (const [i, { score: scoreOf, threshold, scored, mistakes }] of tasks.entries()) {
    const label = labels[i];
    const score = scoreOf(scores);
    if (label === null || label === undefined || score === undefined) continue;
    scored.push({ score, label, group });
    note(mistakes, text, score, label, threshold);
  }
}

function orRefuse<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}
