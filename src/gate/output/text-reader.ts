import type { Column, Filter, Row } from "../../../filters/index.ts";
import { loadTextReader, modelState, type Pixels } from "../../../models/index.ts";
import { oneLine, Refused } from "../../process/errors.ts";
import type { PromptGate } from "../prompt/prompt-gate.ts";

/** Reads the words in a picture. */
export interface TextReader {
  /** What it is, as the ledger records filters. */
  readonly facts: Pick<Filter, "id" | "version" | "models">;
  /** The words in reading order, or nothing. */
  read(pixels: Pixels): Promise<string>;
  close(): Promise<void>;
}

const MODEL = "ppocr-v4";

/** What makes the check run. */
export const PULL_READER = `sluice models pull ${MODEL}`;

/** The words themselves are kept nowhere: these numbers are all that leaves the check. */
export const textColumns: readonly Column[] = [
  { name: "ocr_checked", type: "bool", meaning: "whether text in the image was looked for" },
  {
    name: "ocr_characters",
    type: "int32",
    range: [0, 100_000],
    meaning: "how many letters and digits were read in the image",
  },
  {
    name: "ocr_toxicity",
    type: "float32",
    range: [0, 1],
    meaning: "probability that text in the image is toxic",
  },
  { name: "ocr_slurs", type: "int32", range: [0, 20_000], meaning: "listed slurs in text in the image" },
];

/**
 * The reader of text in pictures, where its model was pulled; else undefined, which the gate reports as not checked.
 * @throws CliError (exit code 3) when the model is here but damaged, or will not run: then nothing passes
 */
export async function openTextReader(device: string): Promise<TextReader | undefined> {
  if ((await modelState(MODEL)) === "not pulled") return undefined;
  const reader = await loadTextReader(MODEL, { device }).catch((cause: unknown) => {
    const reason = `${oneLine(cause)}; without its filters no image passes`;
    throw new Refused(`Cannot open the gate: ${reason}`, [{ rule: "filter-cannot-run", reason }], { cause });
  });
  const [detector, ...rest] = reader.files.map(({ sha256 }) => ({ id: MODEL, sha256 }));
  return {
    facts: { id: "text-in-image", version: 1, models: detector ? [detector, ...rest] : [] },
    read: async (pixels) => (await reader.read(pixels)).map(({ text }) => text).join(" "),
    close: () => reader.close(),
  };
}

/** Words in an image are judged as a prompt is. Where reading fails nothing is known, which the policy blocks. */
export async function readTexts(
  gate: PromptGate,
  images: readonly { readonly pixels: Pixels }[],
  reader: TextReader | undefined,
): Promise<readonly Row[]> {
  if (!reader)
    return images.map(() => ({
      ocr_checked: false,
      ocr_characters: null,
      ocr_toxicity: null,
      ocr_slurs: null,
    }));
  const texts: (string | null)[] = [];
  for (const { pixels } of images) texts.push(await reader.read(pixels).catch(() => null));
  const verdicts = await gate.judge(texts.map((prompt) => ({ prompt: prompt ?? "" })));
  return texts.map((text, i) => ({
    ocr_checked: true,
    ocr_characters: text === null ? null : (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0),
    ocr_toxicity: text === null ? null : (verdicts[i]?.scores["text_toxicity"] ?? null),
    ocr_slurs: text === null ? null : (verdicts[i]?.scores["lexicon_slurs"] ?? null),
  }));
}
