import type { CardSigned } from "../../ledger/card-signed.ts";
import type { DrawingEnded, DrawingStarted } from "../../ledger/drawing.ts";
import type { Version } from "../../ledger/entry.ts";
import type { Change, Exception, GenerationStarted, Person, Requested } from "../../ledger/event.ts";
import type { ImageJudged, Released } from "../../ledger/image-events.ts";
import type { PublicKey } from "../../ledger/keys/public-key.ts";
import type { Hash } from "../../ledger/merkle.ts";
import type { Submitted } from "../../ledger/submitted.ts";
import type { Reason } from "../../process/reason.ts";
import type { Rules } from "../rules/engine.ts";

/** A request, from asked to generated. Times are milliseconds since 1970, by the ledger's clock. */
export interface RequestState {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly requester: string;
  readonly asked: Requested;
  status: "waiting" | "granted" | "denied" | "generating" | "done";
  /** Who approved or denied; null where the rules needed nobody. */
  decidedBy: string | null;
  /** When the grant ends. */
  expires: number | null;
  /** Ids of the stages that its start names, in order; null where it names none. */
  stages: readonly string[] | null;
  /** The model that drew elsewhere, as its submitter states it; null where it was, or is to be, drawn here. */
  stated: string | null;
  /** How its generation began, and went on after interruptions, or what was handed in for it. */
  readonly starts: (GenerationStarted | Submitted)[];
  /** Images that were judged. */
  readonly images: string[];
}

/** An image, from judged to released or destroyed. */
export interface ImageState {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly request: string;
  readonly requester: string;
  readonly judged: ImageJudged;
  /** Who ran the filters again: null where they agreed with the record, else how they did not. */
  readonly rechecks: Map<string, Reason | null>;
  /** Highest rung that each person opened. */
  readonly revealed: Map<string, number>;
  /** The last verdict of each reviewer. */
  readonly verdicts: Map<string, "pass" | "reject">;
  released: Released | null;
  destroyed: boolean;
}

/** Pictures that were, or are, made outside requests, none of which is kept. */
export interface DrawingState {
  readonly seq: number;
  readonly at: number;
  readonly by: string;
  readonly started: DrawingStarted;
  /** The highest rung at which each prompt's pictures were shown, and how often they were. */
  readonly revealed: Map<number, { readonly rung: number; readonly times: number }>;
  ended: DrawingEnded | null;
}

/** A card's signature: the number of its entry, pseudonym and key of who signed, the time that their clock said (ISO 8601). */
export interface CardSignature extends Omit<CardSigned, "type"> {
  readonly seq: number;
  readonly person: string;
  readonly key: string;
  readonly time: string;
  readonly leaf: Hash;
}

/** What a person used on one day (UTC). */
export interface Used {
  requests: number;
  images: number;
}

/** What a person's own clock said while a proposal waited, milliseconds since 1970. */
export interface Claims {
  readonly first: number;
  readonly last: number;
  /** From when their span counts: not before what they said earlier, nor before the proposal. */
  readonly from: number;
  /** The latest time that they claimed since then, and the longest step to a later one: perhaps a clock set right. */
  readonly latest: number;
  readonly step: number;
}

/** A change that waits for other stewards. */
export interface ProposalState {
  /** `c` and the number of its entry. */
  readonly id: string;
  readonly by: string;
  readonly change: Change;
  /** The time that its entry claims, milliseconds: what a clock is set to. */
  readonly claimed: number;
  /** How many changes were in force when it was made: another one in the meantime makes it stale. */
  readonly changes: number;
  /** Stewards who agree, with who proposed; others who saw it, or back what was vetoed. */
  readonly consents: Set<string>;
  status: "open" | "in force" | "vetoed";
  /** Who vetoed it last; null where nobody did. */
  vetoedBy: string | null;
  /** Who, being no steward, says no to what a recovery key asks for: more than half of them veto it. */
  readonly against: Set<string>;
  /** Vetoed once, and backed by more than half of those who are no stewards: nobody vetoes it again. */
  backed: boolean;
  /** From when its delay counts, by the ledger's clock. */
  since: number;
  /** When somebody else signed first and last since then: a delay counts by their clocks. */
  heard: { readonly first: number; readonly last: number } | null;
  /** What its entry claims, or the one that backed it after a veto: no other person's span begins before it. */
  from: number;
  /** When each other person signed first and last since then, by their own clocks. */
  readonly claims: Map<string, Claims>;
}

/**
 * Everything that a ledger's entries add up to; {@link advance} makes the next one in place. The ledger's clock
 * never runs backwards: an entry that claims an earlier time than its predecessor counts at the predecessor's.
 */
export interface GateState {
  readonly origin: string;
  readonly leaves: Hash[];
  /** The version of the last entry: an older one never follows. */
  version: Version;
  clock: number;
  /** When each person signed last, by the ledger's clock. */
  readonly lastBy: Map<string, number>;
  /** The latest time that each person ever claimed; a clock that is set bounds it. */
  readonly said: Map<string, number>;
  /** Numbers of entries whose clock was behind. */
  readonly behind: number[];
  /** Numbers of entries whose clock was too far ahead: they count at the entry before them. */
  readonly ahead: number[];
  people: ReadonlyMap<string, Person>;
  /** Whose keys one steward brought alone, and who that was. */
  readonly enrolledAlone: Map<string, string>;
  /** Every key that ever stood in the roster, by fingerprint. */
  keys: ReadonlyMap<string, { readonly person: string; readonly key: PublicKey; readonly active: boolean }>;
  /** When each key was a steward's and active, by numbers of entries: from, and to but not including. */
  readonly stewardKeys: { readonly key: PublicKey; readonly from: number; to: number | null }[];
  rules: Rules | null;
  /** The rules' texts by file name. */
  files: Readonly<Record<string, string>>;
  readonly requests: Map<string, RequestState>;
  readonly images: Map<string, ImageState>;
  /** By number of the entry that began them. */
  readonly drawings: Map<number, DrawingState>;
  /** By model; a later exception replaces an earlier one. */
  readonly exceptions: Map<string, Exception & { readonly seq: number; readonly by: string }>;
  /** By person and day, as `p… 2026-01-31`. */
  readonly used: Map<string, Used>;
  readonly signatures: CardSignature[];
  readonly proposals: Map<string, ProposalState>;
  /** Changes of roster and rules that were in force. */
  changes: number;
  /** Prompts that were blocked. */
  blocked: number;
  /** Whether a request named its model's manifest: from then on every one must. */
  manifestsNamed: boolean;
}

/** Of a ledger without entries. */
export function emptyState(origin: string): GateState {
  return {
    origin,
    leaves: [],
    version: 1,
    clock: 0,
    lastBy: new Map(),
    said: new Map(),
    behind: [],
    ahead: [],
    people: new Map(),
    enrolledAlone: new Map(),
    keys: new Map(),
    stewardKeys: [],
    rules: null,
    files: {},
    requests: new Map(),
    images: new Map(),
    drawings: new Map(),
    exceptions: new Map(),
    used: new Map(),
    signatures: [],
    proposals: new Map(),
    changes: 0,
    blocked: 0,
    manifestsNamed: false,
  };
}

/** What a person used on the day of a moment, under all their names. */
export function usedOn(state: GateState, names: readonly string[], at: number): Readonly<Used> {
  const used = names.flatMap((name) => state.used.get(dayKey(name, at)) ?? []);
  const sum = (of: keyof Used) => used.reduce((all, one) => all + one[of], 0);
  return { requests: sum("requests"), images: sum("images") };
}

/** Why a manifest is not the one that a request is for; null where it is, or where the request names none. */
export function manifestFault({ id, asked }: RequestState, manifest: string): Reason | null {
  if (asked.manifest === undefined || asked.manifest === manifest) return null;
  const [wanted, got] = [asked.manifest, manifest].map((digest) => `${digest.slice(0, 12)}…`);
  const reason = `request ${id} is for ${asked.model} with manifest ${wanted}, got ${got}: another model, or a changed one, needs a request of its own`;
  return { rule: "another-manifest", reason };
}

/** Why nothing is made for a request now; null where its grant holds. */
export function grantFault(request: RequestState, at: number): Reason | null {
  const { id, status, expires } = request;
  if (granted(request, at)) return null;
  return expires !== null && at >= expires
    ? { rule: "grant-ended", reason: `the grant of request ${id} has ended` }
    : { rule: "not-granted", reason: `request ${id} is ${status}, not granted` };
}

/** Whether a grant holds. */
export function granted({ status, expires }: RequestState, at: number): boolean {
  return (status === "granted" || status === "generating") && expires !== null && at < expires;
}

/** Why an image may not be released now; null where it may. The rules come on top. */
export function releaseHindrance(state: GateState, image: ImageState): Reason | null {
  if (image.judged.verdict !== "pass") return { rule: "filters-blocked", reason: "the filters blocked it" };
  if (image.judged.sealed === null || image.destroyed)
    return { rule: "nothing-kept", reason: "nothing is kept of it" };
  const verdicts = [...image.verdicts.values()];
  if (verdicts.includes("reject")) return { rule: "reviewer-rejected", reason: "a reviewer rejected it" };
  const wanted = state.rules?.settings.reviews ?? 1;
  if (verdicts.length < wanted)
    return { rule: "reviews-missing", reason: `it has ${verdicts.length} of ${wanted} reviews` };
  return null;
}

/** Whether a person may act at all. */
export function isActive({ status, until }: Person, at: number): boolean {
  return status === "active" && (until === null || at < Date.parse(until));
}

/** Counts a request, and images, against the day of a person. */
export function use(state: GateState, person: string, at: number, images: number): void {
  const key = dayKey(person, at);
  const used = state.used.get(key) ?? { requests: 0, images: 0 };
  state.used.set(key, { requests: used.requests + 1, images: used.images + images });
}

function dayKey(person: string, at: number): string {
  return `${person} ${new Date(at).toISOString().slice(0, 10)}`;
}
