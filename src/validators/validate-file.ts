import { readFile } from "node:fs/promises";
import { CliError, oneLine } from "../process/errors.ts";
import type { Level } from "./choices.ts";
import { validateCroissant } from "./croissant/validate.ts";
import type { Finding } from "./finding.ts";
import { validateHubCard } from "./hub/validate.ts";
import { levelsOf } from "./levels.ts";
import { linesOf } from "./lines.ts";

/** What a file is, and what is wrong with it. */
export interface CardReport {
  readonly file: string;
  readonly format: "croissant" | "hub-card";
  /** The Croissant version judged against; null for a dataset card. */
  readonly version: string | null;
  /** No errors. */
  readonly valid: boolean;
  /** What it is good for: whether a reader takes it, whether it conforms, whether it says all that is recommended. */
  readonly levels: Readonly<Record<Level, boolean>>;
  readonly findings: readonly LocatedFinding[];
}

/** A finding and the line of the file that it is about, from 1. */
export interface LocatedFinding extends Finding {
  readonly line: number;
}

/**
 * Judges a Croissant document or a Hugging Face dataset card, told apart by name, else by the first character.
 * @throws CliError (exit code 2) where the file cannot be read as either
 */
export async function validateFile(file: string): Promise<CardReport> {
  const text = await read(file);
  if (/\.(md|markdown)$/iu.test(file) || /^\uFEFF?---\s/u.test(text))
    return report(file, text, "hub-card", null, validateHubCard(text));
  const { version, findings } = await validateCroissant(text.replace(/^\uFEFF/u, "")).catch((cause) => {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new CliError(
      `Cannot read card "${file}": wanted JSON (Croissant) or Markdown with front matter, got ${oneLine(cause)}`,
      { exitCode: 2, cause },
    );
  });
  return report(file, text, "croissant", version, findings);
}

function report(
  file: string,
  text: string,
  format: CardReport["format"],
  version: string | null,
  findings: readonly Finding[],
): CardReport {
  const levels = levelsOf(findings);
  const lineOf = findings.length === 0 ? () => 1 : linesOf(text);
  const located = findings.map((one) => ({ ...one, line: lineOf(one.node) }));
  return { file, format, version, valid: levels.conforms, levels, findings: located };
}

async function read(file: string): Promise<string> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(file));
    if (text.trim() !== "") return text;
  } catch (cause) {
    throw new CliError(`Cannot read card "${file}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
  throw new CliError(`Cannot read card "${file}": the file is empty`, { exitCode: 2 });
}
