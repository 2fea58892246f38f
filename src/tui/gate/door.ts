import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { openOrBegin } from "../../gate/development.ts";
import { ledgerPath } from "../../gate/gate.ts";
import { type Keys, readKeys } from "../../gate/keys/key-file.ts";
import { gateFolder, keyPath } from "../../gate/places.ts";
import type { GateDoor, GateSeat } from "./seat.ts";

/** What stands in for the environment's gate and key. */
export interface GateChoice {
  readonly gate?: string;
  readonly key?: string;
  /** Keys that were unlocked before the screen was taken over. */
  readonly keys?: Keys;
}

/** The way to the gate, opened once and shared by its screens. */
export function gateDoor(env: NodeJS.ProcessEnv, choice: GateChoice = {}): GateDoor {
  const folder = gateFolder(env, choice.gate);
  const path = keyPath(env, choice.key);
  let seat: Promise<GateSeat> | null = null;
  // Nobody can type a passphrase into a screen that others may see: `sluice gate open` asks before.
  const keys = async () => choice.keys ?? readKeys(path, async () => null);
  const open = async (): Promise<GateSeat> => {
    const opened = await openOrBegin(folder, { path, open: keys }, userInfo().username, {
      now: () => new Date(),
    });
    return { ...opened, me: opened.gate.personOf(opened.keys.signing) };
  };
  return {
    folder,
    exists: () => existsSync(ledgerPath(folder)),
    async open() {
      seat ??= open();
      const opened = await seat.catch((error: unknown) => {
        seat = null;
        throw error;
      });
      await opened.gate.refresh();
      return opened;
    },
  };
}
