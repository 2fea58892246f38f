import { z } from "zod";
import { canonical } from "../digest/canonical.ts";
import type { GateEvent } from "./event.ts";
import { eventSchema } from "./event-schema.ts";
import { type PublicKey, signedBy } from "./keys/public-key.ts";
import type { SigningKey } from "./keys/signing-key.ts";
import { LONGEST_LINE } from "./lines.ts";
import { type Hash, leafHash } from "./merkle.ts";
import { type Disclosures, disclosed, withheld } from "./sealed.ts";
import { unveiled, veil } from "./veil.ts";

/**
 * What entries call themselves, the oldest first. From version 2 on time is bounded, a rejection stands until another
 * reviewer overrides it, and a revocation takes back what the revoked decided. From version 3 on nothing is asked, drawn
 * or released without a signed allow-list and a second measurement, and no steward of several sets the clock or makes an
 * exception alone. From version 4 on no delay is counted by the clock of who proposed. From version 5 on no clock that is
 * set right ends a delay, and stewards, quotas and vouchers of the time are people, not names. Ledgers of earlier versions
 * go on to verify.
 */
export const schemas = [
  "sluice.ledger/1",
  "sluice.ledger/2",
  "sluice.ledger/3",
  "sluice.ledger/4",
  "sluice.ledger/5",
] as const;

/** What is written. */
export const SCHEMA = "sluice.ledger/5";

/** The version in a schema's name, whose checks hold for the entry. */
export type Version = 1 | 2 | 3 | 4 | 5;

/** The version of what is written. */
export const LATEST: Version = 5;

/** What stands around an event; signed together with it. */
export interface Head {
  readonly schema: (typeof schemas)[number];
  /** The ledger's name, so that an entry of one gate is none of another. */
  readonly origin: string;
  /** Counted from 0. */
  readonly seq: number;
  /** The actor's clock, ISO 8601, UTC. */
  readonly time: string;
  /** Leaf hash (hex) of the entry before; of the first entry 64 zeros. */
  readonly previous: string;
  /** The person. */
  readonly actor: string;
  /** Fingerprint of the key that signed. */
  readonly key: string;
}

/** An entry as it was read: head, event with the words that were disclosed, signature. */
export interface Entry extends Head {
  readonly event: GateEvent;
  /** RFC 6962 leaf hash of the signed part. */
  readonly leaf: Hash;
  /** The canonical body that was signed, and its signature (base64). */
  readonly signed: { readonly body: string; readonly signature: string };
  readonly disclosures: Disclosures;
}

const MEBI = 1024 * 1024;

/** `previous` of the first entry. */
export const NOTHING_BEFORE = "0".repeat(64);

/** What an origin may be: a schema-less address, printable, without spaces or plus (C2SP signed-note). */
export const originPattern = /^[a-z0-9][a-z0-9./_-]{0,99}$/u;

const lineSchema = z.strictObject({
  body: z.looseObject({}),
  disclosures: z.record(z.string(), z.tuple([z.string(), z.string()])),
  signature: z
    .base64()
    .refine(isCanonical, "wanted base64 as it is written, got another spelling of the same bytes"),
});

const headSchema = z.strictObject({
  schema: z.enum(schemas),
  origin: z.string().regex(originPattern),
  seq: z.int().nonnegative(),
  time: z.iso.datetime({ precision: 3 }),
  previous: z.string().regex(/^[0-9a-f]{64}$/u),
  actor: z.string(),
  key: z.string(),
  event: eventSchema,
});

/** Spare bits of the last digit change no byte: only the spelling that encoding gives is taken. */
function isCanonical(text: string): boolean {
  return Buffer.from(text, "base64").toString("base64") === text;
}

/** The version of an entry. */
export function versionOf({ schema }: Pick<Head, "schema">): Version {
  return (schemas.indexOf(schema) + 1) as Version;
}

/** Signs an event and gives the entry's line, without the line break. */
export function writeEntry(head: Head, event: GateEvent, key: SigningKey): string {
  const derived = versionOf(head) > 1 ? veil(event) : { event, disclosures: {} };
  const words = withheld({ ...head, event: derived.event });
  const { body } = words;
  const disclosures = { ...words.disclosures, ...derived.disclosures };
  const signature = Buffer.from(key.sign(Buffer.from(canonical(body)))).toString("base64");
  return canonical({ body, disclosures, signature });
}

/** The same entry without a word: what an outsider may see. */
export function redactedLine({ signed }: Entry): string {
  return canonical({ body: JSON.parse(signed.body), disclosures: {}, signature: signed.signature });
}

/** The entry's line with the words that are known of it. */
export function entryLine({ signed, disclosures }: Entry): string {
  return canonical({ body: JSON.parse(signed.body), disclosures, signature: signed.signature });
}

/**
 * Reads an entry's line: byte for byte canonical, of the known shape, words fitting their commitments. Signature
 * and place in the chain are checked by the replay, which knows keys and the entry before.
 * @throws Error with one line: what is wrong
 */
export function readEntry(line: string): Entry {
  if (line.length > LONGEST_LINE)
    throw new Error(`it is longer than an entry can be (${LONGEST_LINE / MEBI} MiB)`);
  const parsed = lineSchema.safeParse(jsonOf(line));
  if (!parsed.success) throw new Error(`wanted an entry, got another shape: ${reason(parsed.error)}`);
  const { body, disclosures, signature } = parsed.data;
  if (canonical(parsed.data) !== line) throw new Error("the line is not canonical JSON: it was edited");
  const known = unveiled(body, disclosures);
  const head = headSchema.safeParse(disclosed(known.body, known.disclosures));
  if (!head.success) throw new Error(`wanted an entry, got another shape: ${reason(head.error)}`);
  const most = longest(head.data);
  if (line.length > most)
    throw new Error(`it says more than an entry of its kind may (${line.length} characters of ${most})`);
  const text = canonical(body);
  const leaf = leafHash(Buffer.from(canonical({ body, signature })));
  return { ...head.data, leaf, signed: { body: text, signature }, disclosures };
}

/** Characters of an entry at most: a roster and rules are whole in one, nothing else is long. */
function longest({ schema, event }: Pick<Head, "schema"> & { readonly event: GateEvent }): number {
  const whole = event.type === "proposal" ? event.change.type : event.type;
  const isWhole = whole === "roster-changed" || whole === "rules-changed";
  return isWhole || versionOf({ schema }) < 5 ? LONGEST_LINE : MEBI / 4;
}

/** Whether the key signed the entry. */
export function entrySignedBy({ signed }: Entry, key: PublicKey): boolean {
  return signedBy(key, Buffer.from(signed.body), Buffer.from(signed.signature, "base64"));
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error("wanted JSON, got a torn or damaged line");
  }
}

function reason(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join(".") || "top level"}: ${issue?.message ?? "is wrong"}`;
}
