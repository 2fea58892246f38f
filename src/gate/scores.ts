import type { Filter, Row } from "../../filters/index.ts";
import { canonical } from "../digest/canonical.ts";
import { sha256Of } from "../digest/sha256.ts";

/** The numbers of a row, as the ledger keeps them: yes and no are 1 and 0; texts and what was not measured are left out. */
export function numbersOf(row: Row): Readonly<Record<string, number>> {
  const scores: Record<string, number> = {};
  for (const [name, value] of Object.entries(row)) {
    const number = typeof value === "boolean" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) scores[name] = number;
  }
  return scores;
}

/** SHA-256 (hex) of what filters were: ids, versions, digests of their models. */
export function filtersDigest(filters: readonly Pick<Filter, "id" | "version" | "models">[]): string {
  return sha256Of(canonical(filters));
}
