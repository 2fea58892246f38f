import type { GateSession } from "./opened.ts";
import { type GatePlace, gateAt, openOrBeginSession, refresh } from "./session.ts";

/** The way to the gate for screens: it is opened once, and read anew each time. */
export interface GateOpener {
  readonly folder: string;
  /** Whether there is a gate; else {@link open} begins a development gate. */
  exists(): boolean;
  /**
   * @param ask where the key is locked, and nobody gave its passphrase before
   * @throws CliError when the gate or the key cannot be used; a later call tries again
   */
  open(ask: GatePlace["passphrase"]): Promise<GateSession>;
}

/** What stands in for the environment's gate and key. */
export interface GateChoice {
  readonly gate?: string;
  readonly key?: string;
  /** Says the key's passphrase, so that nobody has to be asked. */
  readonly passphrase?: GatePlace["passphrase"];
}

/** The way to the gate, opened once and shared by its screens, which show by themselves what is due and was cleared. */
export function gateOpener(env: NodeJS.ProcessEnv, choice: GateChoice = {}): GateOpener {
  const { folder, exists } = gateAt(env, choice.gate);
  const world = { env, now: () => new Date(), say: () => {} };
  let session: Promise<GateSession> | null = null;
  return {
    folder,
    exists,
    async open(ask) {
      session ??= openOrBeginSession({ passphrase: ask, ...choice, ...world });
      const opened = await session.catch((error: unknown) => {
        session = null;
        throw error;
      });
      await refresh(opened);
      return opened;
    },
  };
}
