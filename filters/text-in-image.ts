import { loadTextReader } from "../models/index.ts";
import type { Column, Filter, FilterOptions, Row } from "./filter.ts";
import { lexicon } from "./lexicon.ts";
import { promptForms } from "./prompt/forms.ts";
import { textToxicity } from "./text-toxicity.ts";

export const READER_MODEL = "ppocr-v4";

/** What is kept of the words in a picture: numbers, never the words. */
export const readColumns: readonly Column[] = [
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

/** Words written in a picture, read by OCR and judged in every form in which the gate reads a prompt. */
export async function textInImage({ device, models }: FilterOptions): Promise<Filter> {
  const reader = await loadTextReader(models["text-in-image"] ?? READER_MODEL, { device });
  const toxicity = await textToxicity({ device, models: {} }).catch(async (cause: unknown) => {
    await reader.close();
    throw cause;
  });
  const slurs = await lexicon();
  const judge = async (text: string): Promise<Row> => {
    const forms = promptForms(text).map((caption) => ({ key: caption, caption }));
    return {
      ocr_characters: lettersIn(text),
      ocr_toxicity: largest(await toxicity.score(forms), "text_toxicity"),
      ocr_slurs: largest(await slurs.score(forms), "lexicon_slurs"),
    };
  };
  return {
    id: "text-in-image",
    version: 1,
    needs: "image",
    columns: readColumns,
    models: [...reader.files.map(({ sha256 }) => ({ id: reader.id, sha256 })), ...toxicity.models],
    device: {
      used: reader.device,
      refused: reader.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    async score(samples) {
      const rows: Row[] = [];
      for (const { pixels } of samples)
        rows.push(
          pixels === undefined
            ? {}
            : await judge((await reader.read(pixels)).map(({ text }) => text).join(" ")),
        );
      return rows;
    },
    async close() {
      await reader.close();
      await toxicity.close();
    },
  };
}

/** Letters and digits of a text. */
export function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function largest(rows: readonly Row[], column: string): number {
  return Math.max(0, ...rows.map((row) => Number(row[column] ?? 0)));
}
