import { makeCheckpoint } from "../gate/checkpoints.ts";
import type { Gate } from "../gate/gate.ts";
import { dueImages } from "../gate/state/due.ts";
import { refusalOf } from "../gate/state/replay.ts";
import type { GateEvent } from "../ledger/event.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { rootOf } from "../ledger/merkle.ts";
import { seal } from "../ledger/sealed.ts";
import { oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { turns } from "../process/serial-queue.ts";
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
  await checkpointWhenDue(gate, key, now(), say);
  if (removed.length > 0) say(`removed what was kept of ${removed.join(", ")}, which cannot go on`);
  if (gate.state.rules?.settings.destruction !== "steward-acts") return;
  const mine = dueImages(gate.state, now().getTime()).filter((image) => mayDestroy(gate, key, image, now()));
  if (mine.length === 0) return;
  // It brings the image libraries along, which no other act needs.
  const { destroyOne } = await import("./destruction.ts");
  for (const image of mine) await destroyOne(gate, key, image, "its days are over, by rule", now);
  say(`destroyed by rule, the days being over: ${mine.join(", ")}`);
}

/** A checkpoint after so many entries, where whoever acts may sign one; the rules' witnesses are asked. */
async function checkpointWhenDue(
  gate: Gate,
  key: SigningKey,
  at: Date,
  say: (line: string) => void,
): Promise<void> {
  const every = gate.state.rules?.settings.checkpointEvery ?? 0;
  const last = gate.entries.findLast(({ event }) => event.type === "checkpoint")?.seq ?? -1;
  if (every === 0 || gate.entries.length - 1 - last < every) return;
  const { size, root } = { size: gate.state.leaves.length, root: rootOf(gate.state.leaves) };
  if (!may(gate, key, { type: "checkpoint", size, root: Buffer.from(root).toString("hex") }, at)) return;
  const made = await makeCheckpoint(gate, key);
  // It brings the network along.
  const { askWitnesses } = await import("./ask-witnesses.ts");
  const { asked } = await askWitnesses(gate, made);
  say(`signed a checkpoint over ${counted(made.checkpoint.size, "entry", "entries")}: ${made.name}`);
  for (const { problem } of asked) if (problem !== null) say(`not cosigned: ${problem}`);
}

function mayDestroy(gate: Gate, key: SigningKey, image: string, at: Date): boolean {
  return may(gate, key, { type: "destroyed", image, reason: seal("asking") }, at);
}

function may({ state }: Gate, { public: { id } }: SigningKey, event: GateEvent, at: Date): boolean {
  const owner = state.keys.get(id);
  const person = owner?.active ? state.people.get(owner.person) : undefined;
  if (person === undefined) return false;
  return refusalOf(state, person, event, Math.max(state.clock, at.getTime())) === null;
}
