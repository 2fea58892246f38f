import { seal } from "../ledger/sealed.ts";
import { type GateSession, inside } from "./opened.ts";

/** What the ledger's clock said, and says. */
export interface ClockMended {
  /** ISO 8601. */
  readonly from: string;
  /** ISO 8601. */
  readonly to: string;
  readonly entry: number;
}

/**
 * Sets the ledger's clock to this machine's: after a clock that was ahead, or after a pause that is longer than one
 * signature moves it.
 * @throws GateRefusal (exit code 3) when the person is no steward
 */
export async function setClock(
  { [inside]: { gate, keys } }: GateSession,
  reason: string,
): Promise<ClockMended> {
  let from = 0;
  const { seq, time } = await gate.act(keys.signing, (state) => {
    from = state.clock;
    return { type: "clock-set", reason: seal(reason) };
  });
  return { from: new Date(from).toISOString(), to: time, entry: seq };
}
