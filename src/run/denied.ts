import { z } from "zod";
import type { Column } from "../../filters/index.ts";
import type { Rule } from "../../filters/policies.ts";

/** What a run says of a list that it is held against: nothing of what stands in it. */
export interface ListFacts {
  /** Its file's name. */
  readonly name: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  /** Lines that are a hash or a URL. */
  readonly lines: number;
  /** Lines that are neither. */
  readonly unusable: number;
  /** What they are compared with: a hash of 64 digits counts as SHA-256 and as PDQ, unless it says which it is. */
  readonly entries: {
    readonly md5: number;
    readonly sha1: number;
    readonly sha256: number;
    readonly pdq: number;
    readonly url: number;
  };
}

/** Who held a run against which list, and when: a line of `custody.jsonl`. */
export interface Custody extends ListFacts {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of the account. */
  readonly by: string;
  /** Whom the list of hits is sealed for, if for anybody. */
  readonly custodian?: string;
}

const entries = z.object({
  md5: z.int(),
  sha1: z.int(),
  sha256: z.int(),
  pdq: z.int(),
  url: z.int(),
});
/** A list as a run and its custody line name it. */
export const listFactsSchema = z.object({
  name: z.string().describe("its file's name"),
  sha256: z.string().describe("of its bytes"),
  lines: z.int().describe("that are a hash or a URL"),
  unusable: z.int().describe("lines that are neither"),
  entries: entries.describe("what they are compared with, by kind"),
}) satisfies z.ZodType<ListFacts>;
/** A line of `custody.jsonl`. */
export const custodySchema = listFactsSchema.extend({
  at: z.string().describe("when, ISO 8601, UTC"),
  by: z.string().describe("name of the account that ran it"),
  custodian: z.string().exactOptional().describe("whom the list of hits is sealed for (age recipient)"),
}) satisfies z.ZodType<Custody>;

/** The column that a run has where it was held against lists of known harm. */
export const deniedColumn: Column = {
  name: "denied",
  type: "bool",
  worst: "largest",
  meaning: "whether it is on a list of known harm: nothing else of it is kept",
};

/** What every policy says first of such a run: no rule and no reviewer outweighs it. */
const deniedRule: Rule = {
  id: "denied",
  action: "drop",
  reason: "on a list of known harm",
  when: "denied",
};

/** A policy's rules, behind what no policy may leave out. @param columns of the run */
export function withDenied(rules: readonly Rule[], columns: ReadonlySet<string>): readonly Rule[] {
  return columns.has(deniedColumn.name)
    ? [deniedRule, ...rules.filter(({ id }) => id !== deniedRule.id)]
    : rules;
}
