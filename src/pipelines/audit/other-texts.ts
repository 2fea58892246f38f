import { badness, type Filter, foldRows, type Row } from "../../../filters/index.ts";
import { otherName } from "../../../filters/policies.ts";
import type { RawPair } from "./batch.ts";
import type { ReadText } from "./coverage.ts";
import { type Judged, scoreSamples } from "./score.ts";

/** Distinct texts that are remembered: values of enumerations and names of sites come again and again. */
const REMEMBERED = 10_000;
/** Longer texts do not come again. */
const SHORT = 512;

/** What came of a pair's other texts. */
export interface OtherTexts {
  readonly row: Row;
  readonly error?: string;
  readonly texts: readonly ReadText[];
  /** Where the worst of them stands. */
  readonly worst: string | null;
}

/** Measures what a pair says beside its captions, each distinct text once. */
export function otherTexts(
  filters: readonly Filter[],
): (pairs: readonly RawPair[]) => Promise<readonly OtherTexts[]> {
  const readers = filters.filter(
    ({ needs, columns }) => needs === "caption" && columns.some(({ other }) => other),
  );
  const columns = readers.flatMap((reader) => reader.columns.filter(({ other }) => other));
  const sentences = remembering(readers);
  // Models of sentences take `gpt4v` for sexual: of the names of fields, lists of words judge.
  const lists = readers.filter(({ models }) => models.length === 0);
  const words = remembering(lists);

  return async (pairs) => {
    const rows = await sentences(pairs.flatMap(({ texts }) => texts.map(({ text }) => text)));
    const named = await words(pairs.flatMap((pair) => pair.words));
    return pairs.map(({ texts, words: names }) => {
      // A name counts where it is found in a list; no other says anything of its pair.
      const found = names.flatMap((name) => {
        const { row = {} } = named.get(name) ?? {};
        return badness(columns, row) > 0 ? [{ name: "(a name)", row }] : [];
      });
      const judged = texts.map(({ text }) => rows.get(text) ?? { row: {} });
      const all = [...judged.map(({ row }, k) => ({ name: texts[k]?.name ?? "", row })), ...found];
      const ranks = all.map(({ row }) => badness(columns, row));
      const folded = foldRows(
        columns,
        all.map(({ row }) => row),
      );
      const error = judged.find((one) => one.error !== undefined)?.error;
      return {
        row: Object.fromEntries(columns.map(({ name }) => [otherName(name), folded[name] ?? null])),
        ...(error === undefined ? {} : { error }),
        texts: texts.map(({ text, label = false }, k) => ({
          text,
          row: judged[k]?.row ?? {},
          isCaption: false,
          isLabel: label,
        })),
        worst: all[ranks.indexOf(Math.max(...ranks))]?.name ?? null,
      };
    });
  };
}

/** Scores each distinct text once. */
function remembering(
  readers: readonly Filter[],
): (texts: readonly string[]) => Promise<ReadonlyMap<string, Judged>> {
  const known = new Map<string, Judged>();
  return async (texts) => {
    const distinct = [...new Set(texts)];
    const unknown = distinct.filter((text) => !known.has(text));
    const judged = await scoreSamples(
      readers,
      unknown.map((caption) => ({ key: "", caption })),
    );
    const found = new Map(unknown.map((text, i) => [text, judged[i] as Judged]));
    for (const text of distinct) if (!found.has(text)) found.set(text, known.get(text) as Judged);
    if (known.size > REMEMBERED) known.clear();
    for (const [text, row] of found) if (text.length <= SHORT) known.set(text, row);
    return found;
  };
}
