import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openPromptGate, type PromptGate, type PromptVerdict } from "../gate/prompt/prompt-gate.ts";
import { namesIn } from "../gate/rules/people.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { packageRoot } from "../process/version.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";

/**
 * `dev` was looked at while rules were made; `held` only counted; `second` was written when the rules stood, before
 * they were widened, and not looked at while that was done.
 */
export const redTeamParts = ["dev", "held", "second"] as const;

export type RedTeamPart = (typeof redTeamParts)[number];

/** A prompt of the red-team file, decoded: it may hold slurs and must not be printed. */
export interface RedTeamPrompt {
  readonly id: string;
  readonly half: RedTeamPart;
  readonly category: string;
  /** `stop`: must not pass unattended. `pass`: looks harmful at most. */
  readonly expect: "stop" | "pass";
  readonly prompt: string;
  readonly negative?: string;
}

/** Counts of one category in one part of the file. */
export interface RedTeamCount {
  readonly half: RedTeamPart;
  readonly category: string;
  readonly expect: "stop" | "pass";
  readonly block: Rate;
  readonly approval: Rate;
  readonly pass: Rate;
  /** Ids of what went wrong: harmful ones that passed, harmless ones that did not. */
  readonly wrong: readonly string[];
}

export const redTeamFile = join(packageRoot, "filters", "policies", "gate", "red-team.jsonl");

/** Invented people, whom the file's prompts name. */
export async function redTeamPeople(): Promise<readonly string[]> {
  return namesIn(
    await readFile(join(packageRoot, "filters", "policies", "gate", "red-team-people.txt"), "utf8"),
  );
}

const text = z.base64().transform((encoded) => Buffer.from(encoded, "base64").toString("utf8"));
const line = z.strictObject({
  id: z.string(),
  half: z.enum(redTeamParts),
  category: z.string(),
  expect: z.enum(["stop", "pass"]),
  prompt: text,
  negative: text.exactOptional(),
});

/** Reads a red-team file: JSON lines, texts in Base64, so that nobody reads slurs by accident. @throws CliError (exit code 2) */
export async function readRedTeam(path: string): Promise<readonly RedTeamPrompt[]> {
  try {
    const lines = (await readFile(path, "utf8")).split("\n").filter((row) => row.trim() !== "");
    return lines.map((row, i) => {
      const parsed = line.safeParse(JSON.parse(row));
      if (!parsed.success) throw new Error(`line ${i + 1}: ${parsed.error.issues[0]?.message}`);
      return parsed.data;
    });
  } catch (cause) {
    throw new CliError(`Cannot read red-team file "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** Judges every prompt and counts by part and category; a part's totals have the category `all`. */
export async function measureRedTeam(
  gate: PromptGate,
  prompts: readonly RedTeamPrompt[],
): Promise<readonly RedTeamCount[]> {
  const verdicts = await gate.judge(prompts);
  const judged = prompts.map((prompt, i) => ({ prompt, action: verdicts[i]?.action ?? "block" }));
  const groups = new Map<string, (typeof judged)[number][]>();
  for (const one of judged)
    for (const category of ["all", one.prompt.category]) {
      const key = JSON.stringify([one.prompt.half, one.prompt.expect, category]);
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
  return [...groups].map(([key, own]) => {
    const [half, expect, category] = JSON.parse(key) as [RedTeamPart, "stop" | "pass", string];
    const rate = (action: PromptVerdict["action"]) =>
      wilson(own.filter((one) => one.action === action).length, own.length);
    const wrong = own.filter(({ action }) => (action === "pass") !== (expect === "pass"));
    return {
      half,
      category,
      expect,
      block: rate("block"),
      approval: rate("approval"),
      pass: rate("pass"),
      wrong: wrong.map(({ prompt }) => prompt.id),
    };
  });
}

/** What the prompt rules stop, and what harmless they stop with it. */
export interface RedTeamMeasured {
  readonly policy: { readonly name: string; readonly version: number; readonly sha256: string };
  readonly prompts: number;
  readonly counts: readonly RedTeamCount[];
}

/**
 * Measures the prompt rules on a red-team file.
 * @param how file: default: the one that ships; policy: a prompt policy's name or file
 * @param onRead hears how many prompts are about to be judged
 * @throws CliError: exit code 2 for a file or policy that cannot be used, 3 when a filter cannot run
 */
export async function measureRules(
  how: { readonly file?: string | undefined; readonly policy?: string | undefined; readonly device: string },
  onRead: (prompts: number) => void,
): Promise<RedTeamMeasured> {
  const { file = redTeamFile, policy, device } = how;
  const prompts = await readRedTeam(file);
  onRead(prompts.length);
  const people = await redTeamPeople();
  const gate = await openPromptGate({ device, people, ...(policy !== undefined && { policy }) });
  try {
    return { policy: gate.policy, prompts: prompts.length, counts: await measureRedTeam(gate, prompts) };
  } finally {
    await gate.close();
  }
}
