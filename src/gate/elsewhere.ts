import { sha256OfJson } from "../digest/sha256.ts";
import { statedPattern } from "../ledger/submitted.ts";
import { CliError } from "../process/errors.ts";

/** A model that draws elsewhere, as somebody states it. */
export interface ElsewhereClaim {
  /** As the ledger and the rules call it. */
  readonly id: string;
  /** SHA-256 (hex) of the claim, which an exception names as it names a manifest. */
  readonly manifest: string;
  readonly stated: string;
}

const PREFIX = "elsewhere-";

/** How a command line names one: `elsewhere:NAME`. */
const NAMED = "elsewhere:";

/** The stage of a picture that nobody here drew. */
export const ELSEWHERE_STAGE = "elsewhere";

/** Whether a model's id is that of one that draws elsewhere. */
export function isElsewhere(model: string): boolean {
  return model.startsWith(PREFIX);
}

/** What a stated name claims. @throws CliError (exit code 2) for a name that cannot be shown */
export function elsewhereClaim(stated: string): ElsewhereClaim {
  if (!statedPattern.test(stated))
    throw new CliError(
      `Cannot use model "${stated.slice(0, 100)}": wanted a name of up to 100 letters, digits, spaces and . _ / : @ ( ) + -`,
      { exitCode: 2 },
    );
  const slug = stated
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/gu, "");
  const manifest = sha256OfJson({ schema: "sluice.made-elsewhere/1", model: stated });
  // Two names may have one slug, and an exception for the one serves not the other.
  return { id: `${PREFIX}${slug || "model"}-${manifest.slice(0, 8)}`, manifest, stated };
}

/** The claim that a command line names as `elsewhere:NAME`; null where it names something else. */
export function namedElsewhere(text: string): ElsewhereClaim | null {
  return text.startsWith(NAMED) ? elsewhereClaim(text.slice(NAMED.length)) : null;
}
