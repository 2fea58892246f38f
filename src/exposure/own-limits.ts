import { type Limits, rungs } from "./ladder.ts";

/** Limits that the environment, or a person's settings in it, says; what says nothing is left out. */
export function limitsFrom(env: NodeJS.ProcessEnv): Partial<Limits> {
  const number = (variable: string) => {
    const text = env[variable];
    return text ? Number(text) : null;
  };
  const [veil, budget, hideAfter] = ["SLUICE_VEIL", "SLUICE_BUDGET", "SLUICE_HIDE_AFTER"].map(number);
  const judgeFrom = (rungs as readonly string[]).indexOf(env["SLUICE_JUDGE_FROM"] ?? "");
  return {
    ...(veil == null ? {} : { veil }),
    ...(budget == null ? {} : { budget }),
    ...(hideAfter == null ? {} : { hideAfter }),
    ...(judgeFrom < 0 ? {} : { judgeFrom }),
  };
}
