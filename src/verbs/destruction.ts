import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Gate } from "../gate/gate.ts";
import { openQuarantine } from "../gate/quarantine/quarantine.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { seal } from "../ledger/sealed.ts";
import { quarantineFolder } from "./record.ts";

/**
 * Removes what is still there of images that the ledger says are destroyed: a crash came between.
 * @returns their ids
 */
export async function finishDestroyed(gate: Gate, now: () => Date): Promise<readonly string[]> {
  const gone = [...gate.state.images.values()].filter(({ destroyed }) => destroyed).map(({ id }) => id);
  const folder = quarantineFolder(gate.folder);
  const left = gone.filter((id) =>
    ["image", "thumbnail"].some((part) => existsSync(join(folder, id, `${part}.age`))),
  );
  if (left.length === 0) return [];
  const quarantine = await openQuarantine(folder, { recipients: [], now });
  for (const id of left) await quarantine.destroy(id);
  return left;
}

/**
 * Records that a sealed image is destroyed, then destroys it; digest and scores stay.
 * @throws GateRefusal (exit code 3) when its days are not over, or the key is no steward's
 */
export async function destroyOne(
  gate: Gate,
  key: SigningKey,
  image: string,
  reason: string,
  now: () => Date,
): Promise<void> {
  await gate.act(key, { type: "destroyed", image, reason: seal(reason) });
  const quarantine = await openQuarantine(quarantineFolder(gate.folder), { recipients: [], now });
  await quarantine.destroy(image);
}
