import { join } from "node:path";
import { ALLOWED } from "../gate/rules/engine.ts";
import { changeRuleFile, readRulesFolder } from "../gate/rules/folder.ts";
import { seal } from "../ledger/sealed.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { type GateSession, inside, type OpenGate } from "./opened.ts";
import { hasSoleSteward, proposedOrChanged } from "./proposals.ts";

/** The rules in force, and whether the gate's `rules/` says something else. */
export interface RulesInForce {
  /** The folder where they may be edited. */
  readonly folder: string;
  /** SHA-256 (hex) of names and texts. */
  readonly digest: string;
  /** Names of the files in force. */
  readonly files: readonly string[];
  /** The numbers of `settings.yaml`. */
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  readonly development: boolean;
  /** One steward changes people and rules, and nobody has to agree. */
  readonly sole_steward: boolean;
  /** Files of the folder that say something else, or are in force and no longer there. */
  readonly changed: readonly string[];
}

/** The rules in force. @throws CliError (exit code 2) when the folder cannot be read */
export async function rulesOf(open: OpenGate): Promise<RulesInForce> {
  const { gate } = open[inside];
  const files = await readRulesFolder(gate.folder);
  const now = gate.state.files;
  const names = [...new Set([...Object.keys(now), ...Object.keys(files)])];
  return {
    folder: join(gate.folder, "rules"),
    digest: gate.state.rules?.digest ?? "",
    files: Object.keys(now),
    settings: gate.state.rules ? { ...gate.state.rules.settings } : undefined,
    development: open.development,
    sole_steward: hasSoleSteward(open),
    changed: names.filter((name) => now[name] !== files[name]),
  };
}

/**
 * Adds to the folder's allow-list what this installation has; what was allowed stays so.
 * @throws CliError (exit code 2) when the folder cannot be read, or its list is none
 */
export async function allowOwn(session: GateSession): Promise<void> {
  const { gate } = session[inside];
  await readRulesFolder(gate.folder);
  // It brings filters and models along, which no other act on rules needs.
  const { allowListIn, ownAllowList } = await import("../gate/rules/own-list.ts");
  await changeRuleFile(gate.folder, ALLOWED, (old) =>
    ownAllowList(refusing(() => allowListIn(old ?? undefined))),
  );
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CliError(`Cannot read rules: ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/**
 * Checks the folder's files, signs them, and puts them in force; where there are other stewards, proposes them.
 * @throws CliError: exit code 2 when the folder cannot be read, 3 when the rules are unsound or the person is no steward
 */
export async function applyRules(
  session: GateSession,
  reason: string,
): Promise<RulesInForce & { readonly proposal: string | null }> {
  const { gate, keys } = session[inside];
  const files = await readRulesFolder(gate.folder);
  const change = { type: "rules-changed", files, reason: seal(reason) } as const;
  const proposal = await proposedOrChanged(gate, keys.signing, () => change);
  return { ...(await rulesOf(session)), proposal };
}
