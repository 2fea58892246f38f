import { randomBytes } from "node:crypto";
import { canonical } from "../digest/canonical.ts";
import type { GateEvent } from "./event.ts";
import { commitment, type Disclosures } from "./sealed.ts";

/**
 * What is derived from words, or from the pictures that they make, tells the words to whoever can derive it anew:
 * scores of public filters, digests and lengths of what a seed and a prompt give. Entries of version 2 hold only a
 * salted commitment to each such value, which a redaction leaves alone.
 */
type Kind = "scores" | "digest" | "length";

const file = [
  ["file.bytes", "length"],
  ["provenance.c2pa", "digest"],
  ["provenance.watermark", "digest"],
] as const;

/** The derived fields of each event, by path; `*` is every element of a list. */
const derived: Readonly<
  Partial<Record<GateEvent["type"], readonly (readonly [path: string, kind: Kind])[]>>
> = {
  request: [["scores", "scores"]],
  "prompt-blocked": [["scores", "scores"]],
  submitted: [["file", "digest"]],
  "image-judged": [
    ["stages.*.scores", "scores"],
    ["sealed.bytes", "length"],
    ["content", "digest"],
  ],
  "image-rechecked": [["scores", "scores"]],
  release: file,
  sheet: file,
};

/** What of scores stays in sight: how high the highest of them is, in thirds that no policy cuts finely. */
type Band = "low" | "middle" | "high";

/** A value in a body that was taken out. */
interface Veiled {
  /** SHA-256 (hex) of the canonical JSON of `[salt, canonical JSON of the value]`. */
  readonly veiled: string;
  readonly band?: Band;
}

/** An event with its derived values taken out, and what was taken. */
export function veil(event: GateEvent): { readonly event: unknown; readonly disclosures: Disclosures } {
  const disclosures: Record<string, readonly [string, string]> = {};
  const hide = (value: unknown, kind: Kind): unknown => {
    if (value === null) return null;
    const [salt, text] = [randomBytes(16).toString("hex"), canonical(value)];
    const veiled = commitment(salt, text);
    disclosures[veiled] = [salt, text];
    return kind === "scores" ? { veiled, band: bandOf(value) } : { veiled };
  };
  return { event: eachDerived(event, hide), disclosures };
}

/**
 * A body with what is known put back, and something of the same shape where it was redacted: no score, the commitment
 * for a digest, 0 for a length.
 * @returns the disclosures that are left, for the words
 * @throws Error with one line: a value that does not fit its commitment or its band
 */
export function unveiled(
  body: Readonly<Record<string, unknown>>,
  disclosures: Disclosures,
): { readonly body: unknown; readonly disclosures: Disclosures } {
  const rest = { ...disclosures };
  const show = (value: unknown, kind: Kind): unknown => {
    if (!isVeiled(value)) return value;
    const { veiled, band } = value;
    const words = Object.hasOwn(disclosures, veiled) ? disclosures[veiled] : undefined;
    if (words === undefined) return kind === "scores" ? {} : kind === "digest" ? veiled : 0;
    delete rest[veiled];
    if (commitment(words[0], words[1]) !== veiled)
      throw new Error(`a value does not fit its commitment ${veiled.slice(0, 12)}…`);
    const known: unknown = JSON.parse(words[1]);
    if (kind === "scores" && bandOf(known) !== band)
      throw new Error(`scores are not of the band that stands for them, ${band ?? "none"}`);
    return known;
  };
  const event = body["event"];
  const whole = event !== null && typeof event === "object" ? eachDerived(event, show) : event;
  return { body: { ...body, event: whole }, disclosures: rest };
}

function eachDerived(event: object, change: (value: unknown, kind: Kind) => unknown): unknown {
  const type = "type" in event ? (event.type as GateEvent["type"]) : undefined;
  const paths = type !== undefined && Object.hasOwn(derived, type) ? (derived[type] ?? []) : [];
  return paths.reduce<unknown>(
    (whole, [path, kind]) => at(whole, path.split("."), (value) => change(value, kind)),
    event,
  );
}

/** A value with what lies at a path changed; where there is no such path it stays. */
function at(value: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (step === "*") return Array.isArray(value) ? value.map((one) => at(one, rest, change)) : value;
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: at((value as Record<string, unknown>)[step], rest, change) };
}

function isVeiled(value: unknown): value is Veiled {
  return value !== null && typeof value === "object" && "veiled" in value && typeof value.veiled === "string";
}

/** Counts, and what is yes or no, say nothing here: only what lies between 0 and 1 is a degree. */
function bandOf(scores: unknown): Band {
  const degrees = Object.values(scores as Record<string, number>).filter((value) => value > 0 && value < 1);
  const highest = Math.max(0, ...degrees);
  return highest < 0.5 ? "low" : highest < 0.8 ? "middle" : "high";
}
