import { type Limits, rungs } from "./ladder.ts";

/** Limits that the environment, or a person's settings in it, says; what says nothing is left out. */
export function limitsFrom(env: NodeJS.ProcessEnv): Partial<Limits> {
  const number = (variable: string) => {
    const text = env[variable];
    return text ? Number(text) : null;
  };
  const [veil, budget, hideAfter] = ["SLUICE_VEIL", "SLUICE_BUDGET", "SLUICE_HIDE_AFTER"].map(number);
  const rung = (variable: string) => (rungs as readonly string[]).indexOf(env[variable] ?? "");
  const [judgeFrom, startRung] = [rung("SLUICE_JUDGE_FROM"), rung("SLUICE_START_RUNG")];
  return {
    ...(veil == null ? {} : { veil }),
    ...(budget == null ? {} : { budget }),
    ...(hideAfter == null ? {} : { hideAfter }),
    ...(judgeFrom < 0 ? {} : { judgeFrom }),
    ...(startRung < 0 ? {} : { startRung }),
  };
}
