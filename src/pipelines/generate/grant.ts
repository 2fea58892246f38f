import { type Cascade, isLoaded } from "../../../models/index.ts";
import { manifestDigest } from "../../digest/manifest.ts";
import { sha256OfJson } from "../../digest/sha256.ts";
import { Refused } from "../../process/errors.ts";
import { counted } from "../../process/figures.ts";
import { type Grant, isGrant } from "./mint.ts";
import type { DrawRequest } from "./request.ts";

/** A prompt as grants and the ledger count it: prompt and negative text together. */
export function wordsDigest({ text, negative = "" }: { readonly text: string; readonly negative?: string }) {
  return sha256OfJson([text, negative]);
}

/**
 * Holds what is to be drawn against the grant: what was hashed for the ledger is what runs.
 * @throws Refused (exit code 3) without a grant, for another model than it names, for words that it does not
 */
export function refuseUngranted(grant: Grant, cascade: Cascade, request: DrawRequest): void {
  const refuse = (rule: string, reason: string): never => {
    throw new Refused(`Cannot draw with "${cascade.id}": ${reason}`, [{ rule, reason }]);
  };
  if (!isGrant(grant)) refuse("no-grant", "no entry of a ledger grants it; draw by a command of the gate");
  if (!isLoaded(cascade)) refuse("model-not-loaded", "the model was not read from its files");
  if (manifestDigest(cascade.manifest) !== grant.manifest)
    refuse("another-manifest", "its manifest is not the one that the ledger names");
  if (filesDigest(cascade.files) !== filesDigest(grant.weights))
    refuse("other-weights", "its files are not the ones that the ledger names");
  for (const [i, prompt] of request.prompts.entries()) {
    const most = grant.images.get(wordsDigest(prompt)) ?? 0;
    if (most === 0) refuse("prompt-not-granted", `prompt ${i + 1} is not one that the ledger grants`);
    if (request.n > most)
      refuse(
        "more-than-granted",
        `${counted(request.n, "image")} of prompt ${i + 1}, and the ledger grants ${most}`,
      );
  }
}

function filesDigest(files: Readonly<Record<string, string>>): string {
  return manifestDigest(files);
}
