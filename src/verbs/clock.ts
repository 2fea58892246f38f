import { seal } from "../ledger/sealed.ts";
import { type GateSession, inside } from "./opened.ts";
import { proposedOrMade } from "./proposals.ts";

/** What the ledger's clock said, and says. */
export interface ClockMended {
  /** ISO 8601. */
  readonly from: string;
  /** ISO 8601. */
  readonly to: string;
  readonly entry: number;
  /** Id of the proposal, where somebody else has to agree first; null: it is in force. */
  readonly proposal: string | null;
}

/**
 * Sets the ledger's clock to this machine's: after a clock that was ahead, or after a pause that is longer than one
 * signature moves it. Where there are other stewards it is proposed: of two, anybody else of the roster may agree.
 * @throws GateRefusal (exit code 3) when the person is no steward
 */
export async function setClock(
  { [inside]: { gate, keys } }: GateSession,
  reason: string,
): Promise<ClockMended> {
  let from = 0;
  const { seq, time, event } = await proposedOrMade(gate, keys.signing, (state) => {
    from = state.clock;
    return { type: "clock-set", reason: seal(reason) };
  });
  const proposal = event.type === "proposal" ? `c${seq}` : null;
  return { from: new Date(from).toISOString(), to: time, entry: seq, proposal };
}
