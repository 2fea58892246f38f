import { gunzipSync, gzipSync } from "node:zlib";
import { hidesFields, jsonFields } from "./json-text.ts";
import { fileNamed } from "./mapping/field-path.ts";
import type { Pair, StoredMember } from "./pair.ts";
import { isAddress, isFieldName, isPlain, isPlainField, unnamed } from "./plain-value.ts";
import { reducedLine } from "./reduced-line.ts";
import { isMeasuredField, reducedRecord } from "./reduced-record.ts";
import { decodeText, MAX_TEXT_BYTES, parseRecord } from "./text.ts";
import type { KeptPair } from "./writer.ts";
import { lostInFields } from "./writers/fields.ts";

/** Larger members of other kinds are data, not a plain value. */
const MAX_VALUE_BYTES = 1024;

/** A pair less what nobody measured. */
export interface Released {
  readonly kept: KeptPair;
  /** What was left out: members by their ending (`.alt.txt`), fields by their name (`title`). */
  readonly stripped: readonly string[];
  /** What is in it on somebody's word alone. */
  readonly carried: readonly string[];
}

interface Judge {
  readonly measured: ReadonlySet<string>;
  readonly images: readonly Uint8Array[];
  readonly carry: ReadonlySet<string>;
  /** Notes what is not measured; whether it is carried all the same. */
  carries(name: string): boolean;
}

/** What an audit measured of a pair. */
export interface MeasuredParts {
  readonly texts: readonly string[];
  /** Encoded bytes. */
  readonly images: readonly Uint8Array[];
  /** Where those stand that are the pair's own: `.second.jpg`, `images[1]`. */
  readonly places: readonly string[];
}

/**
 * Reduces a pair to what an audit measured and to plain values; members that are so as a whole keep every byte.
 * @param parts that the audit measured
 * @param carry names, as `stripped` lists them, of what is written unmeasured
 * @param asStored whether it is written as its files or its row, or as what these say
 */
export function release(
  kept: KeptPair,
  parts: MeasuredParts,
  carry: ReadonlySet<string>,
  asStored = true,
): Released {
  const { pair } = kept;
  const stripped = new Set<string>();
  const carried = new Set<string>();
  const judge: Judge = {
    measured: measuredTexts(kept, parts),
    images: parts.images,
    carry,
    carries(name) {
      const known = isCarried(name, carry);
      (known ? carried : stripped).add(isFieldName(name) ? name : unnamed);
      return known;
    },
  };
  const { url, license, members, stored, record, line, tableRow, meta, ...rest } = pair;
  // Each thing is noted once: as the part of its files or its row, or as the field that it is elsewhere.
  const isStored = asStored && (members ?? stored ?? record) !== undefined;
  const [own, other] = isStored ? [judge, silent(judge)] : [silent(judge), judge];
  const passes = (name: string, value: string | undefined) =>
    value !== undefined && (isPlain(value, judge.measured) || other.carries(name));
  const reduce = (all: readonly StoredMember[]) => all.flatMap((member) => reducedMember(member, own));
  const endings = new Set(members?.map(({ name }) => endingOf(name)));
  const fields = Object.entries(meta).filter(
    ([name, value]) =>
      isPlainField(name, value, judge.measured) || other.carries(endings.has(name) ? `.${name}` : name),
  );
  const lost = isStored ? [] : lostInFields(pair);
  for (const name of lost) stripped.add(isFieldName(name) ? name : unnamed);
  return {
    kept: {
      ...kept,
      measured: parts.images,
      texts: judge.measured,
      pair: {
        ...rest,
        ...(passes("url", url) ? { url } : {}),
        ...(passes("license", license) ? { license } : {}),
        ...(members && { members: reduce(members) }),
        ...(stored && { stored: { ...stored, beside: reduce(stored.beside) } }),
        ...(tableRow && {
          tableRow: { row: tableRow.row, ...reducedRow(tableRow.record, tableRow.line, own) },
        }),
        ...(record && reducedRow(record, line, own)),
        meta: Object.fromEntries(fields),
      },
    },
    stripped: [...stripped].sort(),
    carried: [...carried].sort(),
  };
}

/** What was measured, and the names of the pair and of its pictures, which its members and their files bear anyway. */
function measuredTexts(
  { pair: { key, sample = "", url = "", record = {} } }: KeptPair,
  { texts: measured, places }: MeasuredParts,
): ReadonlySet<string> {
  const name = key.slice(key.indexOf("/") + 1);
  const files = places.flatMap((place) => fileNamed(record, place) ?? []);
  const address = isAddress(url) ? [url] : [];
  const texts = [...measured, name, ...endsOf(name), ...endsOf(sample), ...files, ...address];
  return new Set(texts.map((text) => text.trim()));
}

/** `a/b/c.jpg`, `b/c.jpg` and `c.jpg`. */
function endsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(i).join("/"));
}

function reducedRow(
  record: NonNullable<Pair["record"]>,
  line: string | undefined,
  judge: Judge,
): Required<Pick<Pair, "record">> & Pick<Pair, "line"> {
  const reduced = reducedRecord(record, judge);
  const written = line === undefined ? undefined : reducedLine(line, record, reduced);
  return { record: reduced, ...(written === undefined ? {} : { line: written }) };
}

/** The same judgement, of which nothing is noted. */
function silent({ measured, images, carry }: Judge): Judge {
  return { measured, images, carry, carries: (name) => isCarried(name, carry) };
}

function isCarried(name: string, carry: ReadonlySet<string>): boolean {
  return carry.has(name) || carry.has(name.replace(/^\./u, ""));
}

function reducedMember(member: StoredMember, judge: Judge): readonly StoredMember[] {
  const ending = endingOf(member.name);
  const bytes = ending.endsWith(".gz") ? unpacked(member.bytes) : member.bytes;
  if (bytes !== undefined && judge.images.some((image) => Buffer.from(bytes).equals(image))) return [member];
  if (bytes === undefined || bytes.length > MAX_TEXT_BYTES) return unmeasured(member, judge);
  const { text, invalid } = decodeText(bytes);
  if (/^json(\.gz)?$/u.test(ending)) return reducedJson(member, text, judge);
  const isCaption = judge.measured.has(text.trim());
  const isValue = !invalid && bytes.length <= MAX_VALUE_BYTES && isPlain(text);
  return isCaption || isValue ? [member] : unmeasured(member, judge);
}

function unmeasured(member: StoredMember, judge: Judge): readonly StoredMember[] {
  return judge.carries(`.${endingOf(member.name)}`) ? [member] : [];
}

/** Fields keep their text, so that no number changes. */
function reducedJson(member: StoredMember, text: string, judge: Judge): readonly StoredMember[] {
  const fields = jsonFields(text);
  if (fields === undefined) return isMeasuredList(text, judge) ? [member] : unmeasured(member, judge);
  const passed = fields.filter(
    ({ name, value }) => isMeasuredField(name, value, judge) || judge.carries(name),
  );
  const whole = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  if (passed.length === fields.length && !hidesFields(text, whole)) return [member];
  const lines = passed.map(({ name, raw, value }) => {
    const written = hidesFields(raw, value) ? JSON.stringify(value) : raw;
    return `    ${JSON.stringify(name)}: ${written}`;
  });
  const json = Buffer.from(lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`);
  return [{ name: member.name, bytes: member.name.toLowerCase().endsWith(".gz") ? gzipSync(json) : json }];
}

/** Whether a file beside a picture that holds a list, or one text, holds nothing that was not measured. */
function isMeasuredList(text: string, judge: Judge): boolean {
  const record = parseRecord(text);
  if (typeof record === "string" || hidesFields(text, Object.values(record))) return false;
  return Object.entries(record).every(([name, value]) => isMeasuredField(name, value, judge));
}

function unpacked(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: 100 * 2 ** 20 });
  } catch {
    return undefined;
  }
}

/** What follows the first dot of a member's name. */
function endingOf(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.slice(last.indexOf(".") + 1).toLowerCase();
}
