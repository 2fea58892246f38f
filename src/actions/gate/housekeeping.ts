import type { Gate } from "../../gate/gate.ts";
import { dueImages } from "../../gate/state/due.ts";
import { refusalOf } from "../../gate/state/replay.ts";
import type { GateEvent } from "../../ledger/event.ts";
import type { SigningKey } from "../../ledger/keys/signing-key.ts";
import { seal } from "../../ledger/sealed.ts";
import { oneLine } from "../../process/errors.ts";
import { turns } from "../../process/serial-queue.ts";
import { removeEndedJobs } from "./jobs.ts";

/** Steps of a generation under way: whoever runs it clears up at its end. */
const underWay: ReadonlySet<GateEvent["type"]> = new Set(["generation-started", "image-judged"]);

/**
 * The same gate, with house kept after each act: jobs that are over are removed, and, where the rules say that a
 * steward's acts destroy what is due, what is due. After the act, so that a rule that keeps images longer counts.
 */
export function tended(
  gate: Gate,
  world: { readonly now: () => Date; readonly say: (line: string) => void },
): Gate {
  const inTurn = turns();
  return {
    folder: gate.folder,
    get state() {
      return gate.state;
    },
    entries: gate.entries,
    refresh: () => gate.refresh(),
    personOf: (key) => gate.personOf(key),
    async act(key, make) {
      const entry = await gate.act(key, make);
      // The act stands, whatever becomes of the house.
      if (!underWay.has(entry.event.type))
        await inTurn(() => keepHouse(gate, key, world)).catch((error: unknown) => world.say(oneLine(error)));
      return entry;
    },
  };
}

async function keepHouse(
  gate: Gate,
  key: SigningKey,
  { now, say }: Parameters<typeof tended>[1],
): Promise<void> {
  const { removed } = await removeEndedJobs(gate, now);
  if (removed.length > 0) say(`removed what was kept of ${removed.join(", ")}, which cannot go on`);
  if (gate.state.rules?.settings.destruction !== "steward-acts") return;
  const mine = dueImages(gate.state, now().getTime()).filter((image) => mayDestroy(gate, key, image, now()));
  if (mine.length === 0) return;
  // It brings the image libraries along, which no other act needs.
  const { destroyOne } = await import("./destruction.ts");
  for (const image of mine) await destroyOne(gate, key, image, "its days are over, by rule", now);
  say(`destroyed by rule, the days being over: ${mine.join(", ")}`);
}

function mayDestroy({ state }: Gate, { public: { id } }: SigningKey, image: string, at: Date): boolean {
  const owner = state.keys.get(id);
  const person = owner?.active ? state.people.get(owner.person) : undefined;
  if (person === undefined) return false;
  const event: GateEvent = { type: "destroyed", image, reason: seal("asking") };
  return refusalOf(state, person, event, Math.max(state.clock, at.getTime())) === null;
}
