import { openPromptGate } from "../../gate/prompt/prompt-gate.ts";
import { measureRedTeam, readRedTeam, redTeamFile, redTeamPeople } from "../../gate/prompt/red-team.ts";
import type { Rate } from "../../statistics/wilson.ts";

/** Parts of the red-team file: rules were made on `dev`; `held` and `second` were only counted. */
export type RedTeamPart = "dev" | "held" | "second";

/** Counts of one category in one part of the file; a part's totals have the category `all`. */
export interface RedTeamCount {
  readonly half: RedTeamPart;
  readonly category: string;
  /** `stop`: must not pass unattended. `pass`: looks harmful at most. */
  readonly expect: "stop" | "pass";
  readonly block: Rate;
  readonly approval: Rate;
  readonly pass: Rate;
  /** Ids of what went wrong. */
  readonly wrong: readonly string[];
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
