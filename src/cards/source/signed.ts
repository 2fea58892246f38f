import { canonical } from "../../digest/canonical.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Card } from "./card.ts";

/** A card without its signatures, as the one text that a signature is of. */
function signedText({ signatures: _, ...card }: Card): string {
  return canonical(card);
}

/**
 * SHA-256 (hex) of what a signature of a card is of: facts, answers, their authors and dates, policy and view.
 * @throws CliError (exit code 2) for a text that JSON cannot say
 */
export function cardDigest(card: Card): string {
  try {
    return sha256Of(signedText(card));
  } catch (cause) {
    throw new CliError(`Cannot hash the card: ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** Parts in which two states of a card differ, as `answers.M1.author`: what a signer never saw. */
export function changedParts(signed: Card, now: Card): readonly string[] {
  const differ = (one: unknown, other: unknown) => canonical([one ?? null]) !== canonical([other ?? null]);
  const both = <T>(one: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>) =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((id) => differ(one[id], other[id]));
  const answers = both(signed.answers, now.answers).flatMap((id) => {
    const [was, is] = [signed.answers[id], now.answers[id]];
    if (was === undefined || is === undefined) return [`answers.${id}`];
    const fields = ["text", "author", "date", "state", "evidence"] as const;
    return fields.filter((field) => was[field] !== is[field]).map((field) => `answers.${id}.${field}`);
  });
  return [
    ...(["policy", "view"] as const).filter((name) => differ(signed[name], now[name])),
    ...both(signed.facts, now.facts).map((id) => `facts.${id}`),
    ...answers,
  ];
}
