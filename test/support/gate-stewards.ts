import { join } from "node:path";
import { expect } from "vitest";
import { exchanged, newPerson, revoked } from "../../src/gate/roster/people.ts";
import { verifyLedger } from "../../src/gate/verify.ts";
import type { Change, GateEvent, Person } from "../../src/ledger/event.ts";
import { newSigningKey } from "../../src/ledger/keys/signing-key.ts";
import { seal } from "../../src/ledger/sealed.ts";
import { type Name, type World, world } from "./gate-world.ts";

export const HOUR = 3_600_000;

/** The roster with one person changed. */
export const changed =
  (name: Name, to: (person: Person) => Person) =>
  (w: World): Extract<GateEvent, { type: "roster-changed" }> => ({
    type: "roster-changed",
    people: exchanged(
      w.gate.state.people.values(),
      to(w.gate.state.people.get(w.people[name].id) ?? w.people[name]),
    ),
    reason: seal("for the test"),
  });
const asSteward = (person: Person): Person => ({ ...person, roles: [...person.roles, "steward"] });

/** A world of so many stewards: cy, then dee, bo and both. */
export async function stewards(count: number, also: readonly Person[] = []): Promise<World> {
  const w = await world();
  const more = (["dee", "bo", "both"] as const).slice(0, count - 1);
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: [
      ...[...state.people.values()].map((person) =>
        more.some((name) => person.id === w.people[name].id) ? asSteward(person) : person,
      ),
      ...also,
    ],
    reason: seal("more stewards"),
  }));
  return w;
}

/** A world of so many stewards, with a recovery key. */
export async function recovered(
  count: number,
): Promise<{ readonly w: World; readonly key: ReturnType<typeof newSigningKey> }> {
  const key = newSigningKey();
  const spare = newPerson({
    ...{ name: "recovery", key: key.public, recipients: [], until: null, quota: null },
    roles: ["recovery"],
  });
  return { w: await stewards(count, [spare]), key };
}

/** Proposes to revoke ann, or something else. @returns the id */
export async function propose(
  w: World,
  who: Name,
  change: Change = changed("ann", revoked)(w),
): Promise<string> {
  const { seq } = await w.gate.act(w.keys[who], { type: "proposal", change });
  return `c${seq}`;
}
export const consent = (w: World, who: Name, proposal: string) =>
  w.gate.act(w.keys[who], { type: "consent", proposal });
export const enact = (w: World, who: Name, proposal: string) =>
  w.gate.act(w.keys[who], { type: "enactment", proposal });
export const veto = (w: World, who: Name, proposal: string) =>
  w.gate.act(w.keys[who], { type: "veto", proposal, reason: seal("no") });
/** Somebody signs now and twice more, as a delay takes: the longest pause between two of them does not count. */
export async function signsThrice(w: World, sign: () => Promise<unknown>, hours = 72): Promise<void> {
  await sign();
  for (let again = 0; again < 2; again += 1) {
    w.clock += hours * HOUR;
    await sign();
  }
}
/** A clock that is set to the time of who says so. */
export const clock = { type: "clock-set", reason: seal("a clock was wrong") } as const;
export const DAY = 24 * HOUR;
export const ann = (w: World) => w.gate.state.people.get(w.people.ann.id)?.status;
/** The ledger verifies. */
export const whole = async (w: World) =>
  expect(
    await verifyLedger(join(w.folder, "ledger.jsonl"), { checkpoints: [], keys: [], redacted: false }),
  ).toMatchObject({ valid: true });
