import { policyDigest } from "../../filters/policies.ts";
import { rejudgeImages } from "../gate/output/rejudge.ts";
import { loadPolicy } from "../policy/load.ts";
import { inside, type OpenGate } from "./opened.ts";

/** Another opinion over scores that were kept. */
export interface Opinion {
  /** The ledger's name. */
  readonly origin: string;
  readonly policy: { readonly name: string; readonly version: number; readonly sha256: string };
  readonly images: readonly {
    readonly image: string;
    readonly was: "pass" | "block" | "fault";
    readonly now: "pass" | "flag" | "block";
    readonly rules: readonly string[];
    readonly released: boolean;
  }[];
}

/**
 * Judges all images again by the scores that the ledger keeps; opens none, runs no model.
 * @param name an image policy's name or file
 * @throws CliError (exit code 2) when it cannot be used
 */
export async function rejudge({ origin, [inside]: { gate } }: OpenGate, name: string): Promise<Opinion> {
  const policy = await loadPolicy(name);
  const images = await rejudgeImages([...gate.state.images.values()], policy);
  const facts = { name: policy.name, version: policy.version, sha256: policyDigest(policy) };
  return { origin, policy: facts, images };
}
