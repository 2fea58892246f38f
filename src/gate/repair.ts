import { readEntry } from "../ledger/entry.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { asides, carryOut, planRepair } from "../ledger/repair.ts";
import { seal } from "../ledger/sealed.ts";
import type { AsideFile } from "../ledger/steward-events.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { ownCheckpoints } from "./checkpoints.ts";
import { commitmentsOf, type GateContext, GateRefusal, gateOn, ledgerPath, openGate } from "./gate.ts";
import { refusalOf, replay } from "./state/replay.ts";

/** What is wrong with a ledger's file, and what was done about it. */
export interface Repair {
  /** Entries that stand. */
  readonly entries: number;
  /** Lines that cannot stand. */
  readonly losers: number;
  /** Bytes of a torn tail. */
  readonly torn: number;
  /** Numbers whose claims hold another line than the one that stands. */
  readonly claims: readonly number[];
  /** Whether the file, or a claim, has to be set aside. */
  readonly broken: boolean;
  /** Files that lie aside and stand in no steward's note yet. */
  readonly aside: readonly AsideFile[];
  /** Number of the entry with the steward's note; null where none was signed. */
  readonly entry: number | null;
}

/** Finds what of a ledger cannot stand. Changes nothing. @throws CliError (exit code 2) when there is none */
export async function examineLedger(folder: string): Promise<Repair> {
  const { plan, log } = await planOf(folder);
  return {
    ...{ entries: plan.kept.length, losers: plan.losers, torn: plan.torn, claims: plan.claims },
    broken: plan.broken || plan.claims.length > 0,
    aside: await unsigned(folder, log.entries),
    entry: null,
  };
}

/**
 * Sets aside what cannot stand in a ledger, and signs a note of it.
 * @throws GateRefusal (exit code 3) when the person is no steward; CliError (exit code 3) where a checkpoint covers
 * entries that would not stand any more, (1) when the disk fails
 */
export async function repairLedger(
  folder: string,
  key: SigningKey,
  reason: string,
  context: GateContext,
): Promise<Repair> {
  const { plan, log } = await planOf(folder);
  const refuse = (why: string) => new CliError(`Cannot repair gate "${folder}": ${why}`, { exitCode: 3 });
  if (plan.kept.length < 2) throw refuse("nothing of its ledger stands; take it from a copy");
  const steward = gateOn(folder, context, log).personOf(key);
  const note = (aside: readonly AsideFile[]) => ({ type: "repaired" as const, aside, reason: seal(reason) });
  const refusal = refusalOf(log.state, steward, note([]), log.state.clock);
  if (refusal) throw new GateRefusal("repair the ledger", refusal);
  const covered = Math.max(0, ...(await ownCheckpoints(folder)).map(({ checkpoint }) => checkpoint.size));
  if (covered > plan.kept.length)
    throw refuse(
      `a checkpoint covers ${covered} entries and ${plan.kept.length} would stand; take the ledger from a copy`,
    );
  await carryOut(ledgerPath(folder), plan).catch((cause: unknown) => {
    throw new CliError(`Cannot repair gate "${folder}": ${oneLine(cause)}`, { exitCode: 1, cause });
  });
  const gate = await openGate(folder, context);
  const aside = await unsigned(folder, gate.entries);
  const entry = aside.length === 0 ? null : (await gate.act(key, note(aside))).seq;
  const { losers, torn, claims, broken } = plan;
  return {
    entries: plan.kept.length,
    losers,
    torn,
    claims,
    broken: broken || claims.length > 0,
    aside,
    entry,
  };
}

async function planOf(folder: string) {
  const log = replay();
  const plan = await planRepair(ledgerPath(folder), (line) => {
    try {
      const entry = readEntry(line);
      // Words that are gone close a gate as a broken line does.
      if (Object.keys(entry.disclosures).length !== commitmentsOf(entry)) return false;
      log.take(line);
      return true;
    } catch {
      return false;
    }
  });
  if (plan.found.length === 0 && plan.kept.length === 0)
    throw new CliError(`Cannot repair gate "${folder}": there is no ledger`, { exitCode: 2 });
  return { plan, log };
}

/** What lies aside without a steward's note, by name and digest. */
async function unsigned(
  folder: string,
  entries: ReturnType<typeof replay>["entries"],
): Promise<readonly AsideFile[]> {
  const noted = new Set(
    entries.flatMap(({ event }) =>
      event.type === "repaired" ? event.aside.map(({ name, sha256 }) => `${name} ${sha256}`) : [],
    ),
  );
  return (await asides(ledgerPath(folder))).filter(({ name, sha256 }) => !noted.has(`${name} ${sha256}`));
}
