import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { type Gate, type GateContext, gateOn, ledgerPath } from "../gate/gate.ts";
import { writeRosterFile } from "../gate/roster/file.ts";
import { newPerson } from "../gate/roster/people.ts";
import { ALLOWED } from "../gate/rules/engine.ts";
import { shippedRules, writeRulesFolder } from "../gate/rules/folder.ts";
import { replay } from "../gate/state/replay.ts";
import { originPattern } from "../ledger/entry.ts";
import { roles as allRoles, type Person, type Role } from "../ledger/event.ts";
import { fileSystemOf } from "../ledger/file-systems.ts";
import { tryFolder } from "../ledger/folder-promises.ts";
import type { Enrolment } from "../ledger/keys/key-file.ts";
import type { PublicKey } from "../ledger/keys/public-key.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { seal } from "../ledger/sealed.ts";
import { CliError } from "../process/errors.ts";
import { SHARED } from "../process/safe-files.ts";

/** How a gate begins. */
export interface NewGate {
  /** Name of the ledger, as `lab.example/gate`: lower-case letters, digits and . / _ - */
  readonly origin: string;
  readonly key: SigningKey;
  readonly enrolment: Enrolment;
  /** Of the first steward. */
  readonly name: string;
  /** One person in every role, without four eyes. */
  readonly development: boolean;
  /** The allow-list that it begins with; absent: it holds nothing against one. */
  readonly allowed?: string;
  /** A key that lies offline, by which one of two stewards can be revoked; null: none. */
  readonly recovery?: PublicKey | null;
  /** The folder is open to its group, so that several users of one machine share the gate. */
  readonly shared: boolean;
}

/**
 * Begins a gate: its folder, its first steward, the rules that ship.
 * @throws CliError (exit code 2) when there is one already, or the origin cannot be a name
 */
export async function createGate(folder: string, made: NewGate, context: GateContext): Promise<Gate> {
  const refuse = (reason: string): never => {
    throw new CliError(`Cannot make gate "${folder}": ${reason}`, { exitCode: 2 });
  };
  if (existsSync(ledgerPath(folder))) refuse("there is one already");
  if (!originPattern.test(made.origin))
    refuse(`wanted a name like lab.example/gate as its origin, got "${made.origin}"`);
  const { key, enrolment, name, development } = made;
  const roles: readonly Role[] = development ? allRoles.filter((role) => role !== "recovery") : ["steward"];
  const person = newPerson({ ...enrolment, name, roles, until: null, quota: null });
  const files = { ...(await shippedRules(development)), ...(made.allowed && { [ALLOWED]: made.allowed }) };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made.shared) await chmod(folder, SHARED);
  const promises = await tryFolder(folder, context.disk, ["new-names", "links"]);
  const broken = promises.find((one) => one.broken !== null)?.broken ?? null;
  if (broken !== null) {
    const { name: system } = await fileSystemOf(folder);
    refuse(`its file system (${system}) is not safe for a ledger: ${broken}; see sluice gate folder`);
  }
  const gate = gateOn(folder, context, replay(made.origin));
  const reason = seal(development ? "a development gate begins" : "the gate begins");
  await gate.act(key, { type: "roster-changed", people: [person, ...recoveryOf(made)], reason });
  if (made.shared) await chmod(ledgerPath(folder), 0o660);
  await gate.act(key, { type: "rules-changed", files, reason: seal("the rules that ship") });
  await writeRulesFolder(folder, files);
  await writeRosterFile(gate);
  return gate;
}

function recoveryOf({ recovery }: NewGate): readonly Person[] {
  if (recovery == null) return [];
  const roles = ["recovery"] as const;
  return [newPerson({ key: recovery, recipients: [], name: "recovery", roles, until: null, quota: null })];
}

/** This machine's name as a ledger's may be. */
export function machineName(): string {
  return hostname()
    .toLowerCase()
    .replace(/[^a-z0-9.-]/gu, "-");
}
