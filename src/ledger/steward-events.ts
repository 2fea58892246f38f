import type { Sealed } from "./sealed.ts";

/** A steward says that the time of this very entry is right, whatever the ledger's clock said before. */
export interface ClockSet {
  readonly type: "clock-set";
  readonly reason: Sealed;
}
