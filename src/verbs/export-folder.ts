import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ownCheckpoints } from "../gate/checkpoints.ts";
import type { Gate } from "../gate/gate.ts";
import { stewardsOf } from "../gate/state/stewards.ts";
import { type Entry, entryLine, redactedLine, versionOf } from "../ledger/entry.ts";
import { verifierKey } from "../ledger/note.ts";
import { CliError } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { writeWhole } from "../process/files.ts";
import { SOLE_STEWARD } from "./roster.ts";

/** What lies in an export, and how it is told from a gate's folder. */
export const EXPORT_NOTE = "README.md";

/**
 * Writes a folder for an auditor: ledger, checkpoints, public keys, and how to verify them. The roster's public
 * part and the rules travel inside the ledger.
 * @param redacted without prompts, names, notes and reasons; every signature still holds
 * @throws CliError (exit code 2) when the folder is there already
 */
export async function exportLedger(gate: Gate, to: string, redacted: boolean): Promise<void> {
  if (existsSync(to)) throw new CliError(`Cannot export to "${to}": it is there already`, { exitCode: 2 });
  const part = `${to}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(join(part, "checkpoints"), { recursive: true });
  const line = redacted ? redactedLine : entryLine;
  await writeWhole(join(part, "ledger.jsonl"), gate.entries.map((entry) => `${line(entry)}\n`).join(""));
  for (const { name, text } of await ownCheckpoints(gate.folder))
    await writeWhole(join(part, "checkpoints", name), text);
  await writeWhole(join(part, "keys.txt"), keysText(gate));
  await writeWhole(join(part, EXPORT_NOTE), readme(gate, redacted));
  await rename(part, to);
}

/** Entries of version 1 that hold what is derived from words: it was signed in clear, so nothing takes it out. */
export function inClear({ entries }: Gate): number {
  const telling = new Set(["request", "prompt-blocked", "image-judged", "release", "sheet"]);
  return entries.filter((entry) => versionOf(entry) === 1 && telling.has(entry.event.type)).length;
}

function keysText({ state }: Gate): string {
  const lines = [...state.keys.values()].map(({ person, key, active }) => {
    const roles = state.people.get(person)?.roles.join(", ") ?? "";
    return `${key.ssh} ${person} (${roles})${active ? "" : " no longer in use"}`;
  });
  return `${lines.join("\n")}\n`;
}

function readme({ state, entries }: Gate, redacted: boolean): string {
  const first = state.keys.get((entries[0] as Entry).key)?.key;
  const alone = stewardsOf(state, state.clock).length < 2 ? ` There is ${SOLE_STEWARD}.` : "";
  return `# Ledger of ${state.origin}

${counted(entries.length, "entry", "entries")}${redacted ? "; prompts, names, notes, reasons, scores, and digests and lengths of pictures are salted hashes" : ""}.${alone} To verify them, on any machine:

    sluice gate verify . --key steward.pub

\`steward.pub\` is the line below, which you should have from the steward by another way than this folder:

    ${first?.ssh ?? ""}

The same key for tools that read transparency logs (C2SP signed notes):

    ${first ? verifierKey(state.origin, first) : ""}

\`ledger.jsonl\` holds one entry a line, \`{ body, disclosures, signature }\` in canonical JSON (RFC 8785): the
signature is ed25519 over the body, the leaf of the RFC 6962 tree is the canonical JSON of \`{ body, signature }\`.
Entry 0 is the roster with every public key, entry 1 the rules; later ones replace them. A \`{ "sealed": hash }\` is
SHA-256 over the canonical JSON of \`[salt, value]\`: whoever was shown salt and value can check them. A
\`{ "veiled": hash }\` is the same over \`[salt, canonical JSON of the value]\`; the \`band\` beside it says how high the highest
score is: low below 0.5, high from 0.8.
`;
}
