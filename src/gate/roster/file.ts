import { join } from "node:path";
import { stringify } from "yaml";
import type { Person } from "../../ledger/event.ts";
import { fileModeIn, writeSafely } from "../../process/safe-files.ts";

/** Writes `roster.yaml`, a copy for people of what the ledger says. */
export async function writeRosterFile(gate: string, people: Iterable<Person>): Promise<void> {
  const list = [...people].map(({ id, name, roles, status, until, quota, keys, recipients }) => ({
    name: name.value,
    id,
    roles,
    status,
    ...(until === null ? {} : { until }),
    ...(quota === null ? {} : { quota }),
    keys: keys.map((key) => ({ id: key.id, public: key.public, status: key.status })),
    recipients,
  }));
  const head = "# A copy of what the ledger says: change it with sluice gate enrol, revoke and rekey.\n";
  const text = head + stringify({ people: list }, { lineWidth: 0 });
  await writeSafely(join(gate, "roster.yaml"), text, await fileModeIn(gate));
}
