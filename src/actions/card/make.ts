import { existsSync } from "node:fs";
import { modelFacts } from "../../cards/model-facts.ts";
import { type Card, cardPath, changeCard, readCard, refreshed } from "../../cards/source/card.ts";
import { factsOf } from "../../cards/source/facts.ts";
import { isModel } from "../../cards/source/kind.ts";
import { CliError } from "../../process/errors.ts";
import { anchored } from "../../run/anchor.ts";
import { chosenPolicy } from "../../run/chosen-policy.ts";
import { withRun } from "../open-run.ts";

/** By which policy a run's card is made; a model's has none. */
export interface CardPolicy {
  /** The card's policy from now on; without it, the one that it was made by. */
  readonly policy?: string;
  /** Name of the view whose pairs the card speaks of from now on; null is all of the run; without it, as before. */
  readonly view?: string | null;
  /** For a card that is new; without it, the run's policy. */
  readonly first?: string;
}

/**
 * Makes the card of a run or a model from what is known of it, or asks everything again and keeps the answers.
 * Only a policy that is named changes the one that a card was made by.
 * @throws CliError (exit code 2): no run, a card or a policy that cannot be read
 */
export async function makeCard(folder: string, { policy, view, first }: CardPolicy = {}): Promise<Card> {
  const old = await cardIn(folder);
  if (isModel(folder)) {
    if (view != null)
      throw new CliError(`Cannot use view "${view}": ${folder} is a model's folder, wanted a run's`, {
        exitCode: 2,
      });
    return kept(folder, old, { policy: "" }, await modelFacts(folder));
  }
  const by = policy ?? old?.policy ?? first ?? (await chosenPolicy(folder));
  const at = old !== null && policy === undefined ? anchored(by, folder) : by;
  const only = view === undefined ? old?.view : (view ?? undefined);
  const scope = { policy: by, ...(only === undefined ? {} : { view: only }) };
  return withRun({ folder, policy: at }, async (run) =>
    kept(folder, old, scope, await factsOf(run, null, only)),
  );
}

async function cardIn(folder: string): Promise<Card | null> {
  return existsSync(cardPath(folder)) ? readCard(folder) : null;
}

/** The facts took their time: answers are those that stand there by now. */
function kept(
  folder: string,
  old: Card | null,
  scope: Pick<Card, "policy" | "view">,
  facts: Card["facts"],
): Promise<Card> {
  return changeCard(folder, (now) => {
    const { view: _, ...card } = now ?? old ?? { schema: "sluice.card/1", facts, answers: {} };
    return refreshed({ ...card, ...scope }, scope.policy, facts);
  });
}
