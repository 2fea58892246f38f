import { contentSpecs } from "./evidence/content.ts";
import { groupSpecs } from "./evidence/groups.ts";
import { harmSpecs } from "./evidence/harm.ts";
import { peopleSpecs } from "./evidence/people.ts";
import { producerSpecs } from "./evidence/producer.ts";
import type { Columns, Spec } from "./evidence/spec.ts";

/** A question to the run whose answer a card may state: stored with its result, so that anyone can ask again. */
export interface Evidence {
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  /** SQL over `explored`: the score columns, and `action` and `rules` of the card's policy. */
  readonly sql: string;
  /** Rows have `k` and `n`: shares that carry an interval. */
  readonly rates: boolean;
  /** Rows are 2 × 2 tables, whose agreement is stored with them. */
  readonly kappa: boolean;
}

const specs = [...contentSpecs, ...peopleSpecs, ...harmSpecs, ...producerSpecs, ...groupSpecs];

/** Ids of everything that a run can be asked. */
export type EvidenceId = (typeof specs)[number]["id"];

/** Everything that can be asked of a run, whatever columns it has. */
export const evidenceIds: readonly EvidenceId[] = specs.map(({ id }) => id);

/** Everything that can be asked of a run with these columns. */
export function evidenceFor(columns: Columns): readonly Evidence[] {
  return (specs as readonly Spec[])
    .filter(({ needs }) => needs.every((name) => columns.has(name)))
    .map(({ id, about, rates = false, kappa = false, sql }) => ({
      id,
      about,
      rates,
      kappa,
      sql: sql(columns),
    }))
    .filter(({ sql }) => sql !== "");
}
