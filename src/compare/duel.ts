import { sha256Bytes } from "../digest/sha256.ts";

/** The two models of a comparison, by the order in which they were named. */
export type Side = "a" | "b";

/** What a person says of a duel; `tie` where neither is better. */
export type Choice = "left" | "right" | "tie";

/**
 * Which model's picture stands on the left, so that nobody can know: half of the prompts each, by a hash of
 * seed and prompt.
 */
export function leftSide(seed: number, prompt: string, index: number): Side {
  const [byte = 0] = sha256Bytes(`${seed}\n${index}\n${prompt}`);
  return byte % 2 === 0 ? "a" : "b";
}

/** Who won a duel. */
export function winner(choice: Choice, left: Side): Side | "tie" {
  if (choice === "tie") return "tie";
  return choice === "left" ? left : left === "a" ? "b" : "a";
}
