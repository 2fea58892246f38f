import { readFile } from "node:fs/promises";
import { z } from "zod";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Prompt } from "./request.ts";

const line = z.looseObject({
  prompt: z.string().refine((text) => text.trim() !== "", "is empty"),
  negative: z.string().exactOptional(),
  seed: z.int().min(0).exactOptional(),
});

/** Prompts of a file, and the lines that are none. */
export interface PromptFile {
  readonly prompts: readonly Prompt[];
  /** `line 3: prompt: is empty`. */
  readonly skipped: readonly string[];
}

/**
 * Reads prompts from JSON lines: `{ "prompt": "…", "negative"?: "…", "seed"?: 7 }`; other keys are passed over.
 * @throws CliError (exit code 2) when the file cannot be read or has no prompt
 */
export async function readPrompts(path: string): Promise<PromptFile> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new CliError(`Cannot read prompts "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  });
  const prompts: Prompt[] = [];
  const skipped: string[] = [];
  for (const [i, one] of text.split("\n").entries()) {
    if (one.trim() === "") continue;
    const found = parse(one);
    if (typeof found === "string") skipped.push(`line ${i + 1}: ${found}`);
    else prompts.push(found);
  }
  if (prompts.length === 0)
    throw new CliError(
      `Cannot read prompts "${path}": wanted lines like {"prompt": "a red circle"}, got ${skipped[0] ?? "an empty file"}`,
      { exitCode: 2 },
    );
  return { prompts, skipped };
}

function parse(text: string): Prompt | string {
  try {
    const { prompt, negative, seed } = line.parse(JSON.parse(text));
    return {
      text: prompt,
      ...(negative === undefined ? {} : { negative }),
      ...(seed === undefined ? {} : { seed }),
    };
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    return issue ? `${issue.path.join(".")}: ${issue.message}` : "is no JSON";
  }
}
