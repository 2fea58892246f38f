import { parse } from "yaml";
import { z } from "zod";
import { type CheckProfile, checkProfiles } from "../../cards/choices.ts";
import { parseWitnessKey } from "../../ledger/cosignature.ts";
import { type Quota, type Role, roles } from "../../ledger/event.ts";
import { oneLine } from "../../process/errors.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The numbers of a gate: `rules/settings.yaml`. */
export interface Settings {
  /** One person in every role; said wherever it matters. */
  readonly development: boolean;
  /** Whose questions the training set's card must answer. */
  readonly profile: CheckProfile;
  readonly approval: "always" | "flagged";
  /** Reviewers who must pass an image, at least 1. */
  readonly reviews: number;
  /** Rung at which an image may be passed, 2 to 5. */
  readonly leastRung: number;
  readonly grantHours: number;
  readonly quota: Quota;
  /** Models by role; `*` is every model. */
  readonly models: Readonly<Partial<Record<Role, readonly string[]>>>;
  readonly hours: Hours;
  readonly destroyAfterDays: number;
  /** Once those days are over: destroyed with whatever a steward does next, or only when one asks for it. */
  readonly destruction: "steward-acts" | "asked";
  /** Of three stewards or more, how many have to agree to a change of people or rules: at least 2, never all. */
  readonly stewards: number;
  /** Of two stewards, after how many hours one puts in force what the other did not veto. */
  readonly changeHours: number;
  /** What an outsider may ask: prompts in so many days, and pictures that each may be drawn for. */
  readonly audits: { readonly prompts: number; readonly days: number; readonly images: number };
  /** After so many entries a steward's next act signs a checkpoint; 0: only when one asks for it. */
  readonly checkpointEvery: number;
  /** Who is asked to cosign checkpoints: where they listen, and their key as name+id+key. */
  readonly witnesses: readonly { readonly url: string; readonly key: string }[];
}

/** Times of day as minutes after midnight, 0 to 1440, in an IANA time zone. */
export interface Hours {
  readonly opens: number;
  readonly closes: number;
  readonly days: readonly (typeof weekdays)[number][];
  readonly timezone: string;
}

const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, 'wanted a time of day, as "08:30"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const timezone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}, 'wanted an IANA time zone, as "Europe/Berlin"');
const count = z.int().nonnegative().max(1_000_000);

const schema = z.strictObject({
  development: z.boolean(),
  profile: z.enum(checkProfiles),
  approval: z.enum(["always", "flagged"]),
  reviews: z.int().min(1).max(9),
  leastRung: z.int().min(2).max(5),
  grantHours: z.number().positive().max(8760),
  quota: z.strictObject({ requests: count, images: count }),
  models: z.partialRecord(z.enum(roles), z.array(z.string().regex(/^(?:\*|[a-z0-9-]{1,64})$/u))),
  hours: z.strictObject({ opens: clock, closes: clock, days: z.array(z.enum(weekdays)), timezone }),
  destroyAfterDays: count,
  // Rules from before this key say that a steward may destroy, no more.
  destruction: z.enum(["steward-acts", "asked"]).default("asked"),
  stewards: z.int().min(2).max(99).default(2),
  changeHours: z.number().positive().max(8760).default(72),
  // Rules from before this key answer nobody.
  audits: z
    .strictObject({ prompts: count, days: z.int().min(1).max(366), images: z.int().min(1).max(16) })
    .default({ prompts: 0, days: 30, images: 1 }),
  checkpointEvery: count.default(0),
  witnesses: z
    .array(
      z.strictObject({
        url: z.url({ protocol: /^https?$/u }),
        key: z.string().refine(isWitnessKey, "wanted a witness's key, name+id+key"),
      }),
    )
    .max(16)
    .default([]),
});

function isWitnessKey(text: string): boolean {
  try {
    return parseWitnessKey(text) !== null;
  } catch {
    return false;
  }
}

/**
 * Reads settings.
 * @throws Error with one line: which key, what was wanted
 */
export function parseSettings(text: string): Settings {
  const result = schema.safeParse(yaml(text));
  if (result.success) return result.data as Settings;
  const [issue] = result.error.issues;
  throw new Error(`settings.yaml: ${issue?.path.join(".") || "top level"}: ${issue?.message ?? "is wrong"}`);
}

function yaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new Error(`settings.yaml: ${oneLine(cause)}`);
  }
}

/** Weekday and minute of a moment, where the hours' clock hangs. */
export function localMoment(at: number, { timezone: timeZone }: Hours): { weekday: string; minute: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return { weekday: of("weekday").toLowerCase(), minute: Number(of("hour")) * 60 + Number(of("minute")) };
}
