/** Commands that speak of decisions, and so of a policy. */
const DECIDED = ["calibrate", "diff", "identities", "report", "representation"];

/**
 * The words of a command as it is run for a screen: by the policy that decides the run there, where that is not the run's
 * own. `diff` takes it as what is; a policy that is named comes after, and counts.
 */
export function askedBy(words: readonly string[], policy: string | null): readonly string[] {
  const [name = "", run = "", ...rest] = words;
  return policy === null || !DECIDED.includes(name) ? words : [name, run, "--policy", policy, ...rest];
}
