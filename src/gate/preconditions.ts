import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openQuestions } from "../cards/check.ts";
import { questionsProfile } from "../cards/choices.ts";
import { releaseRoles } from "../cards/sign-off.ts";
import { type Card, parseCard } from "../cards/source/card.ts";
import { cardDigest } from "../cards/source/signed.ts";
import { sha256Of } from "../digest/sha256.ts";
import type { Lineage } from "../ledger/event.ts";
import { CliError } from "../process/errors.ts";
import type { Reason } from "../process/reason.ts";
import { packageRoot } from "../process/version.ts";
import { standingFault } from "./state/card-signatures.ts";
import type { GateState } from "./state/state.ts";

/** What a model says of itself, as far as the gate asks. */
export interface ModelClaims {
  readonly id: string;
  /** What a command line calls it: its id, or its folder as a path. */
  readonly named: string;
  readonly folder: string;
  /** SHA-256 (hex) of the canonical manifest. */
  readonly manifest: string;
  readonly lineage: Lineage | null;
  /** SHA-256 (hex) that the manifest states of its training set's perceptual hashes; null: it states none. */
  readonly hashes: string | null;
}

/** What stands behind a model: a green card, or a steward's exception by its entry's number. */
export type ModelStanding =
  | { readonly standing: "green" }
  | { readonly standing: "exception"; readonly seq: number; readonly why: Reason }
  | { readonly standing: "refused"; readonly why: Reason };

/**
 * Whether a model may generate: its training set's card is the one that the manifest names and answers all that
 * the gate's profile asks, or a steward's exception for this very manifest holds.
 * @param datasets folder of `<id>/card/card.yaml`
 */
export async function modelStandingOf(
  state: GateState,
  model: ModelClaims,
  at: number,
  datasets: string = join(packageRoot, "datasets"),
): Promise<ModelStanding> {
  const why = await cardFault(state, model, datasets);
  if (why === null) return { standing: "green" };
  const exception = state.exceptions.get(model.id);
  if (exception?.manifest === model.manifest && at < Date.parse(exception.expires))
    return { standing: "exception", seq: exception.seq, why };
  const reason = `${why.reason}; a steward may make an exception: sluice gate except ${model.named} --reason …`;
  return { standing: "refused", why: { rule: why.rule, reason } };
}

async function cardFault(
  state: GateState,
  { id, lineage }: ModelClaims,
  datasets: string,
): Promise<Reason | null> {
  const because = (rule: string, reason: string): Reason => ({ rule, reason });
  if (lineage === null) return because("no-training-set", `model ${id} names no training set`);
  const { dataset, fingerprint, cardSha256 } = lineage;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/u.test(dataset))
    return because(
      "no-training-set",
      `model ${id} names a training set that cannot be one: "${dataset.slice(0, 64)}"`,
    );
  if (cardSha256 === null)
    return because("no-card", `model ${id} names no card of its training set ${dataset}`);
  const path = join(datasets, dataset, "card", "card.yaml");
  if (!(await lstat(path).catch(() => null))?.isFile())
    return because("no-card", `training set ${dataset} has no card at ${path}`);
  const bytes = await readFile(path);
  const found = sha256Of(bytes);
  if (found !== cardSha256)
    return because(
      "another-card",
      `the card of training set ${dataset} is not the one that model ${id} names (SHA-256 ${found.slice(0, 12)}…, wanted ${cardSha256.slice(0, 12)}…)`,
    );
  return greenFault(bytes.toString(), path, fingerprint, state);
}

function greenFault(text: string, path: string, wanted: string, state: GateState): Reason | null {
  const profile = state.rules?.settings.profile ?? "internal";
  try {
    const card = parseCard(text, path);
    const described = card.facts["provenance"]?.result[0]?.["fingerprint"];
    if (described !== wanted)
      return {
        rule: "card-of-other-data",
        reason: `the training set's card describes other data than the model was trained on (fingerprint ${short(described)}, wanted ${short(wanted)})`,
      };
    const open = openQuestions(card, questionsProfile(profile));
    if (open.length === 0) return profile === "release" ? unsignedFault(state, card) : null;
    const ids = open.slice(0, 5).map(({ kind, id }) => `${id} ${kind}`);
    const more = open.length > 5 ? `, and ${open.length - 5} more` : "";
    return {
      rule: "card-not-green",
      reason: `the training set's card is not green for ${profile}: ${ids.join(", ")}${more}`,
    };
  } catch (cause) {
    if (cause instanceof CliError) return { rule: "card-damaged", reason: cause.message };
    throw cause;
  }
}

/** Which role has not signed the card in this very ledger; null where all have. */
function unsignedFault(state: GateState, card: Card): Reason | null {
  const digest = cardDigest(card);
  const counted = state.signatures.filter((one) => one.card === digest && standingFault(state, one) === null);
  const open = releaseRoles.filter((role) => !counted.some((one) => one.role === role));
  return open.length === 0
    ? null
    : {
        rule: "card-not-signed",
        reason: `the training set's card is not signed in this ledger by a ${open.join(" and a ")}: sluice card sign`,
      };
}

function short(fingerprint: unknown): string {
  return typeof fingerprint === "string" ? `${fingerprint.slice(0, 12)}…` : "none";
}
