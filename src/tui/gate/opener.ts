import { existsSync } from "node:fs";
import { openOrBegin } from "../../gate/development.ts";
import { tended } from "../../gate/flow/housekeeping.ts";
import { ledgerPath } from "../../gate/gate.ts";
import { type AskPassphrase, readKeys } from "../../gate/keys/key-file.ts";
import { gateFolder, keyPath, keysFolder } from "../../gate/places.ts";
import { accountName } from "../../process/account.ts";
import type { GateOpener, GateSession } from "./session.ts";

/** What stands in for the environment's gate and key. */
export interface GateChoice {
  readonly gate?: string;
  readonly key?: string;
  /** Says the key's passphrase, so that nobody has to be asked. */
  readonly passphrase?: AskPassphrase;
}

/** The way to the gate, opened once and shared by its screens. */
export function gateOpener(env: NodeJS.ProcessEnv, choice: GateChoice = {}): GateOpener {
  const folder = gateFolder(env, choice.gate);
  const path = keyPath(env, choice.key);
  let session: Promise<GateSession> | null = null;
  const now = () => new Date();
  const open = async (ask: AskPassphrase): Promise<GateSession> => {
    const keys = () => readKeys(path, choice.passphrase ?? ask);
    const opened = await openOrBegin(folder, { path, open: keys }, accountName(env), { now });
    return {
      ...opened,
      // The screens show what is due, and what was destroyed, by themselves.
      gate: tended(opened.gate, { now, say: () => {} }),
      me: opened.gate.personOf(opened.keys.signing),
      async signer() {
        const { releaseSigner } = await import("../../gate/provenance/own-signer.ts");
        return releaseSigner(keysFolder(env), null, now);
      },
    };
  };
  return {
    folder,
    exists: () => existsSync(ledgerPath(folder)),
    async open(ask) {
      session ??= open(ask);
      const opened = await session.catch((error: unknown) => {
        session = null;
        throw error;
      });
      await opened.gate.refresh();
      return opened;
    },
  };
}
