import { type PromptFile, readPrompts } from "../pipelines/generate/prompts.ts";

/** Prompts of a file of JSON lines, and the lines that are none. @throws CliError (exit code 2) when it cannot be read or has no prompt */
export function promptsIn(path: string): Promise<PromptFile> {
  return readPrompts(path);
}
