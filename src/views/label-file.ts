import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { asWritten } from "../process/csv.ts";
import { CliError, oneLine } from "../process/errors.ts";

/** A label that was made elsewhere. */
export interface ForeignLabel {
  readonly line: number;
  readonly key: string;
  readonly verdict: "keep" | "drop" | "unsure";
  readonly reviewer?: string;
  readonly role?: "reviewer" | "adjudicator";
  readonly note?: string;
  /** When it was given, as `review export` writes it. */
  readonly time?: string;
}

/** A file's labels, and which of its lines are none. */
export interface ForeignLabels {
  readonly labels: readonly ForeignLabel[];
  /** One line each: `line 7: wanted keep, drop or unsure, got "spam"`. */
  readonly troubles: readonly string[];
}

const label = z.object({
  key: z.string().min(1),
  verdict: z.enum(["keep", "drop", "unsure"]),
  reviewer: z.string().nullish(),
  role: z.enum(["reviewer", "adjudicator"]).nullish(),
  note: z.string().nullish(),
  // Other tools write times of all kinds: one that is not ours says nothing.
  time: z.string().nullish().catch(null),
});

/**
 * Reads labels from CSV with the columns `key` and `verdict`, or from lines of JSON with these fields; `reviewer`, `role`,
 * `note` and `time` may stand beside them. A line that is no label is named and passed over.
 * @throws CliError (exit code 2) where the file cannot be read, or is neither
 */
export async function readForeignLabels(path: string): Promise<ForeignLabels> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new CliError(`Cannot read labels "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  });
  const clean = text.replace(/^\uFEFF/u, "");
  return collected(clean.trimStart().startsWith("{") ? jsonLines(clean) : csvLines(clean, path));
}

interface Found {
  readonly line: number;
  readonly value: unknown;
}

function jsonLines(text: string): readonly Found[] {
  return text.split(/\r?\n/u).flatMap((content, i) => {
    if (content.trim() === "") return [];
    try {
      return [{ line: i + 1, value: JSON.parse(content) as unknown }];
    } catch {
      return [{ line: i + 1, value: null }];
    }
  });
}

function csvLines(text: string, path: string): readonly Found[] {
  try {
    const rows: readonly { readonly record: Record<string, string>; readonly info: { lines: number } }[] =
      parse(text, { columns: true, info: true, relax_column_count: true, skip_empty_lines: true });
    const [first] = rows;
    if (first !== undefined && !("key" in first.record && "verdict" in first.record))
      throw new Error(`wanted the columns key and verdict, got ${Object.keys(first.record).join(", ")}`);
    return rows.map(({ record, info }) => ({ line: info.lines, value: fieldsOf(record) }));
  } catch (cause) {
    throw new CliError(`Cannot read labels "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** What a row says, less blanks and what `review export` puts before a formula. */
function fieldsOf(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === "" ? [] : [[name, asWritten(value)]])),
  );
}

function collected(found: readonly Found[]): ForeignLabels {
  const labels: ForeignLabel[] = [];
  const troubles: string[] = [];
  for (const { line, value } of found) {
    const parsed = label.safeParse(value);
    if (!parsed.success) {
      const got = typeof value === "object" && value !== null && "verdict" in value ? value.verdict : null;
      const wanted = typeof got === "string" ? `keep, drop or unsure, got "${got}"` : "a key and a verdict";
      troubles.push(`line ${line}: wanted ${wanted}`);
      continue;
    }
    const { key, verdict, reviewer, role, note, time } = parsed.data;
    labels.push({
      ...{ line, key, verdict },
      ...(reviewer && { reviewer }),
      ...(role && { role }),
      ...(note && { note }),
      ...(time && { time }),
    });
  }
  return { labels, troubles };
}
