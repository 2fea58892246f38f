import { join } from "node:path";
import { stringify } from "yaml";
import type { Person } from "../../ledger/event.ts";
import { fileModeIn, writeSafely } from "../../process/safe-files.ts";
import type { Gate } from "../gate.ts";

/** Writes `roster.yaml`, a copy for people of what the ledger says; anew where the ledger says more by then. */
export async function writeRosterFile(gate: Pick<Gate, "folder" | "refresh">): Promise<void> {
  const path = join(gate.folder, "roster.yaml");
  const mode = await fileModeIn(gate.folder);
  const now = async () => textOf((await gate.refresh()).people.values());
  let text = await now();
  for (let written: string | null = null; text !== written; text = await now()) {
    await writeSafely(path, text, mode);
    written = text;
  }
}

function textOf(people: Iterable<Person>): string {
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
  return head + stringify({ people: list }, { lineWidth: 0 });
}
