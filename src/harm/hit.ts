import type { HarmKind } from "./list.ts";

/** What of a pair stands on a list. */
export interface Hit {
  readonly kind: HarmKind;
  /** The list's entry. */
  readonly entry: string;
  /** The list's name. */
  readonly list: string;
  /** Of a PDQ hash, in bits. */
  readonly distance?: number;
}
