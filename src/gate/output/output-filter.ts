import {
  type Column,
  createFilter,
  degenerateImage,
  type Filter,
  type HashIndex,
  type Row,
  type Sample,
  trainingCopies,
} from "../../../filters/index.ts";
import { policyDigest } from "../../../filters/policies.ts";
import type { FilterVerdict, OutputFilter, StageImage } from "../../pipelines/generate/output-filter.ts";
import { loadPolicy } from "../../policy/load.ts";
import { oneLine, Refused } from "../../process/errors.ts";
import { type Judgement, openRowJudge } from "../../run/judge-rows.ts";
import type { PolicyFacts, PromptGate } from "../prompt/prompt-gate.ts";
import { statedTolerance, tolerancesOf } from "../tolerances.ts";
import { stageColumns } from "./stage-columns.ts";
import { PULL_READER, readTexts, type TextReader } from "./text-reader.ts";

/** The output filter with what must be recorded of it. */
export interface OutputGate extends OutputFilter {
  readonly policy: PolicyFacts;
  readonly columns: readonly Column[];
  readonly filters: readonly Pick<Filter, "id" | "version" | "models">[];
  /** How far devices may differ in a score, by column. */
  readonly tolerances: Readonly<Record<string, number>>;
  /** Checks that do not run here, and why: shown and recorded with every job. */
  readonly notChecked: readonly string[];
  close(): Promise<void>;
}

export interface OutputGateOptions {
  readonly device: string;
  /** Scores the prompts that images are judged together with. */
  readonly promptGate: PromptGate;
  /** The training set's hashes, or the steward's reason to do without: no reason, no image. */
  readonly hashes: HashIndex | { readonly exception: string };
  /** `gate/image` that ships, or a file. */
  readonly policy?: string;
  /** Absent where no model that reads text in pictures is pulled. The gate closes it. */
  readonly textReader?: TextReader | undefined;
}

/**
 * Loads the image filters and the image policy.
 * @throws CliError: exit code 3 when a filter cannot run, without which no image passes; 2 when the policy is unusable
 */
export async function openOutputGate(options: OutputGateOptions): Promise<OutputGate> {
  const { promptGate, hashes, textReader } = options;
  const policy = await loadPolicy(options.policy ?? "gate/image");
  const filters = await loadFilters(options);
  const columns = [
    ...stageColumns,
    ...filters.flatMap((filter) => filter.columns),
    ...("exception" in hashes ? nearestColumn : []),
    ...promptGate.columns.map((column) => ({ ...column, name: `prompt_${column.name}` })),
  ];
  const judge = await openRowJudge(policy, columns);
  const prompts = new Map<string, Row>();
  const scored = async (images: readonly StageImage[]): Promise<readonly Row[]> => {
    await scorePrompts(promptGate, images, prompts);
    const rows = images.map((image) => ({ ...stageRow(image, hashes), ...prompts.get(image.prompt) }));
    for (const row of [...(await scoreAll(filters, images)), await readTexts(promptGate, images, textReader)])
      for (const [i, part] of row.entries()) rows[i] = { ...rows[i], ...part };
    return rows;
  };
  return {
    provides: ["image-filters"],
    policy: { name: policy.name, version: policy.version, sha256: policyDigest(policy) },
    columns,
    filters: [
      ...filters.map(({ id, version, models }) => ({ id, version, models })),
      ...(textReader ? [textReader.facts] : []),
    ],
    tolerances: tolerancesHere(filters, promptGate, textReader),
    notChecked: [
      ...(textReader ? [] : [`text in images: no model that reads text is pulled; to check: ${PULL_READER}`]),
      ...("exception" in hashes ? [`copies of the training set: ${hashes.exception}`] : []),
    ],
    async judge(images) {
      const rows = await scored(images);
      const judgements = await judge.judge(rows);
      return images.map((_, i) => toVerdict(judgements[i], rows[i] ?? {}));
    },
    async close() {
      judge.close();
      for (const filter of filters) await filter.close();
      await textReader?.close();
    },
  };
}

/** Text that was read is judged as a prompt is, after a model that read it. */
function tolerancesHere(
  filters: readonly Filter[],
  { tolerances }: PromptGate,
  reader: TextReader | undefined,
): Readonly<Record<string, number>> {
  const prompts = Object.entries(tolerances).map(([name, value]) => [`prompt_${name}`, value] as const);
  const read = Math.max(0, ...(reader?.facts.models ?? []).map(({ id }) => statedTolerance(id)));
  const ocr_toxicity = Math.max(read, tolerances["text_toxicity"] ?? 0);
  return { ...tolerancesOf(filters), ...Object.fromEntries(prompts), ...(reader && { ocr_toxicity }) };
}

const nearestColumn: readonly Column[] = trainingCopies({
  dataset: "",
  fingerprint: "",
  sha256: "",
  upper: new Uint32Array(),
  lower: new Uint32Array(),
}).columns;

async function loadFilters({ device, hashes }: OutputGateOptions): Promise<readonly Filter[]> {
  try {
    return [
      // In floats alone: another person's processor computes the same when the filters run again.
      await createFilter("nsfw-image", { device, models: { "nsfw-image": "panel-float" } }),
      degenerateImage(),
      ...("exception" in hashes ? [] : [trainingCopies(hashes)]),
    ];
  } catch (cause) {
    const reason = `${oneLine(cause)}; without its filters no image passes`;
    throw new Refused(`Cannot open the gate: ${reason}`, [{ rule: "filter-cannot-run", reason }], { cause });
  }
}

function stageRow(image: StageImage, hashes: OutputGateOptions["hashes"]): Row {
  const { stage, size, finite, pixels } = image;
  const memorisation =
    image.memorisation === null ? null : image.memorisation / Math.sqrt(3 * pixels.width * pixels.height);
  return { stage, size, finite, memorisation, ...("exception" in hashes ? { nearest_training: 64 } : {}) };
}

/** A filter that errs measures nothing, and what a rule needs and nobody measured blocks; the picture alone. */
async function scoreAll(
  filters: readonly Filter[],
  images: readonly StageImage[],
): Promise<readonly (readonly Row[])[]> {
  const samples: readonly Sample[] = images.map(({ pixels, stage, image }) => ({
    key: `${stage}/${image}`,
    pixels,
  }));
  return Promise.all(filters.map((filter) => filter.score(samples).catch(() => alone(filter, samples))));
}

async function alone(filter: Filter, samples: readonly Sample[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const sample of samples) rows.push(...(await filter.score([sample]).catch((): Row[] => [{}])));
  return rows;
}

async function scorePrompts(
  gate: PromptGate,
  images: readonly StageImage[],
  known: Map<string, Row>,
): Promise<void> {
  const fresh = [...new Set(images.map(({ prompt }) => prompt))].filter((prompt) => !known.has(prompt));
  const verdicts = await gate.judge(fresh.map((prompt) => ({ prompt })));
  for (const [i, prompt] of fresh.entries())
    known.set(
      prompt,
      Object.fromEntries(
        Object.entries(verdicts[i]?.scores ?? {}).map(([name, value]) => [`prompt_${name}`, value]),
      ),
    );
}

function toVerdict(judgement: Judgement | undefined, scores: Row): FilterVerdict {
  const missing = judgement
    ? judgement.unmeasured.map((column) => `unmeasured:${column}`)
    : ["unmeasured:all"];
  const [first, ...rest] = [...missing, ...(judgement?.action === "drop" ? judgement.rules : [])];
  return first === undefined ? { pass: true, scores } : { pass: false, rules: [first, ...rest], scores };
}
