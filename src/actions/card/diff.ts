import { type VersionDelta, versionDelta } from "../../cards/diff.ts";
import { readCard } from "../../cards/source/card.ts";
import { writeWhole } from "../../process/files.ts";
import { anchored } from "../../run/anchor.ts";
import { withRun } from "../open-run.ts";

/**
 * What a dataset's newer version removed and added, and why; each run is decided by its card's policy.
 * @param subtract a file for keys and digests of what was removed, so that copies can follow
 * @throws CliError (exit code 2): no card, no run, a policy that is not there
 */
export async function diffCards(
  older: string,
  newer: string,
  subtract: string | undefined,
): Promise<VersionDelta> {
  const [first, second] = [await readCard(older), await readCard(newer)];
  const delta = await withRun({ folder: older, policy: anchored(first.policy, older) }, (before) =>
    withRun({ folder: newer, policy: anchored(second.policy, newer) }, (after) =>
      versionDelta({ view: before, card: first }, { view: after, card: second }),
    ),
  );
  if (subtract !== undefined)
    await writeWhole(subtract, `${[...new Set(delta.subtract)].sort().join("\n")}\n`);
  return delta;
}
