import type { Sealed } from "./sealed.ts";

/** A steward says that the time of this very entry is right, whatever the ledger's clock said before. */
export interface ClockSet {
  readonly type: "clock-set";
  readonly reason: Sealed;
}

/** A file that lies beside the ledger and counts for nothing. */
export interface AsideFile {
  readonly name: string;
  /** SHA-256 (hex) of its bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A steward answers for what was set aside because it could not stand in the ledger. */
export interface Repaired {
  readonly type: "repaired";
  readonly aside: readonly AsideFile[];
  readonly reason: Sealed;
}
