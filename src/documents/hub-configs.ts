import { plainWords } from "../process/plain-words.ts";
import { croissantLimits } from "./croissant-parts.ts";
import { type LayoutPart, splitFiles } from "./layout.ts";
import { literalGlob } from "./literal-glob.ts";

/** Formats that Hugging Face `datasets` has a loader for. */
const LOADS = /^(?:webdataset|parquet|arrow|jsonl|json|csv|tsv|imagefolder)$/u;

/** Endings by which it knows them. */
const KNOWN = /\.(?:tar|tar\.gz|parquet|arrow|jsonl|ndjson|json|csv|tsv)$/u;
/** A table in an archive, which it reads as archives of other things. */
const ARCHIVED = /\.(?:zip|tar|tar\.\w{2,4}|t(?:gz|zst|bz2?|xz))\//iu;

/** Whether `datasets` would load pairs out of a part. */
function loads({ format, files }: LayoutPart): boolean {
  if (!LOADS.test(format) || !files.every(({ path }) => KNOWN.test(path) && !ARCHIVED.test(path)))
    return false;
  // A table without names of columns, or of another mark between fields, is read as something else.
  if (format === "csv" || format === "tsv")
    return files.every(({ rowsAt }) => rowsAt === "header," || rowsAt === "header\t");
  return format !== "json" || files.every(({ rowsAt }) => rowsAt !== null);
}

/** `configs` of a dataset card: which files are which split, as they lie; of several kinds one configuration each. */
export function hubConfigs(parts: readonly LayoutPart[]): readonly Readonly<Record<string, unknown>>[] {
  const own = parts.filter(loads);
  const paths = parts.flatMap(({ files }) => files.map(({ path }) => path));
  return own.map((part, i) => ({
    config_name: own.length === 1 ? "default" : `part-${i + 1}`,
    data_files: splitFiles([part]).map(({ split, files }) => ({
      split,
      path: patterns(
        part,
        files.map(({ path }) => path),
        paths,
      ),
    })),
  }));
}

/** One pattern of these files and of no others of the dataset, or their names. */
function patterns(
  { format }: LayoutPart,
  files: readonly string[],
  all: readonly string[],
): string | readonly string[] {
  const [first = ""] = files;
  const folder = first.includes("/") ? first.slice(0, first.lastIndexOf("/") + 1) : "";
  if (format === "imagefolder")
    return files.length === 1
      ? `${literalGlob(folder)}**`
      : files.map((file) => `${literalGlob(file.replace(/[^/]*$/u, ""))}**`);
  if (files.length === 1) return literalGlob(first);
  const ending = /(?:\.[A-Za-z]\w*)+$/u.exec(first)?.[0] ?? "";
  const prefix = commonPrefix(files);
  // `train-*` reads better than `train-0000*`.
  const starts = [folder, prefix.replace(/\d+$/u, ""), prefix];
  for (const head of starts) {
    const isOf = (file: string) =>
      file.startsWith(head) && file.endsWith(ending) && !file.slice(head.length).includes("/");
    if (all.filter(isOf).length === files.length && files.every(isOf))
      return `${literalGlob(head)}*${ending}`;
  }
  return files.map(literalGlob);
}

function commonPrefix(files: readonly string[]): string {
  return files.reduce((prefix, file) => {
    let n = 0;
    while (n < prefix.length && prefix[n] === file[n]) n++;
    return prefix.slice(0, n);
  });
}

/**
 * Features where the columns say them for certain: pictures and texts. Of others the files know more than was seen, and a
 * list that names another type keeps the dataset from loading; of tars the hub finds the members' endings itself.
 * @param isOwn whether Sluice wrote the files, whose columns without any value are texts
 */
export function hubFeatures(
  parts: readonly LayoutPart[],
  isOwn: boolean,
): { readonly features?: readonly { readonly name: string; readonly dtype: string }[] } {
  const [part, ...more] = parts;
  // A list that lacks a column keeps the dataset from loading as much as one that names another type.
  if (part?.format !== "parquet" || part.hasUnnamed || more.length > 0) return {};
  const features = part.columns.map(({ name, type }) => ({
    name,
    dtype: type === "image" ? "image" : type === "text" || (isOwn && type === "nothing") ? "string" : null,
  }));
  const known = features.flatMap(({ name, dtype }) => (dtype === null ? [] : [{ name, dtype }]));
  return known.length === features.length ? { features: known } : {};
}

/** What of the dataset `datasets` does not load, or not as it is; nothing where it loads all. */
export function loadWords(parts: readonly LayoutPart[]): readonly string[] {
  const not = [...new Set(parts.filter((part) => !loads(part)).map(({ format }) => format))];
  const mixed = parts.filter(isMixed);
  return [
    ...(not.length === 0
      ? []
      : [
          `Hugging Face \`datasets\` has no loader that takes these pairs out of ${plainWords(not.join(" and "))}: no configuration names those files.`,
          "",
        ]),
    ...(mixed.length === 0
      ? []
      : [
          "Hugging Face `datasets` refuses archives whose pairs do not all have the same members, as here: read them with webdataset.",
          "",
        ]),
    ...croissantLimits(parts).flatMap((limit) => [`Of \`croissant.json\`: ${plainWords(limit)}.`, ""]),
  ];
}

/** Whether some pairs of its archives lack a member that others have. */
export function isMixed({ members, files }: LayoutPart): boolean {
  const pairs = files.reduce((sum, file) => sum + file.pairs, 0);
  return members.some((member) => member.pairs < pairs);
}
