import { existsSync } from "node:fs";
import { type Gate, type GateContext, ledgerPath, openGate } from "../gate/gate.ts";
import { enrolmentOf, type Keys, makeKeyFile } from "../ledger/keys/key-file.ts";
import { createGate, machineName } from "./create.ts";

/** Opens keys; a second call opens the same. */
export type OpenKeys = () => Promise<Keys>;

/**
 * Opens the gate, or begins a development gate on first use: one local person in every role, without four eyes.
 * It still filters, seals and records.
 * @param path the key's file; made when there is none and a gate begins
 * @param name how the roster calls the person
 */
export async function openOrBegin(
  folder: string,
  { path, open }: { readonly path: string; readonly open: OpenKeys },
  name: string,
  context: GateContext,
): Promise<{ readonly gate: Gate; readonly keys: Keys }> {
  if (existsSync(ledgerPath(folder))) return { gate: await openGate(folder, context), keys: await open() };
  if (!existsSync(path)) await makeKeyFile(path, null, null);
  const keys = await open();
  const gate = await createGate(
    folder,
    {
      origin: `${machineName()}/development`,
      key: keys.signing,
      enrolment: await enrolmentOf(keys),
      name: name.replace(/[^\p{L}\p{N} ._@'-]/gu, "-"),
      development: true,
      shared: false,
      allowed: await import("../gate/rules/own-list.ts").then(({ ownAllowList }) => ownAllowList()),
    },
    context,
  );
  context.say?.(
    `A development gate was begun in ${folder}: you (${name}) are its only person, in every role, and nobody looks over your shoulder. It filters, seals and records all the same. For several people: sluice gate init`,
  );
  return { gate, keys };
}
