import { contentOf } from "./content.ts";
import { endingOf } from "./content-member.ts";
import type { Dataset, Shard } from "./format.ts";
import type { DatasetMap } from "./map.ts";
import { placeMap } from "./map-wish.ts";
import { captionsIn } from "./mapping/caption-value.ts";
import { firstAt } from "./mapping/field-path.ts";
import type { Pair, StoredMember } from "./pair.ts";
import { decodeText, isImageName, MAX_TEXT_BYTES, parseRecord } from "./text.ts";

/** What a field or member is taken for. */
export type TakenFor =
  | "image"
  | "caption"
  | "key"
  | "url"
  | "license"
  | "split"
  | "text"
  | "plain"
  | "unmeasured";

/** A field or member of the pairs, by the name that a map has for it. */
export interface FieldSeen {
  readonly name: string;
  readonly as: TakenFor;
  /** Pairs that have it. */
  readonly pairs: number;
  /** One of its values, cut short; of bytes how many. */
  readonly example: string;
  /** Which entries of the place's map are of files that have it, by their number. */
  readonly maps: readonly number[];
}

/** Names that are told apart. */
const MOST = 500;
const EXAMPLE = 60;
const ORDER: readonly TakenFor[] = [
  "image",
  "caption",
  "key",
  "url",
  "license",
  "split",
  "text",
  "plain",
  "unmeasured",
];

/** What a file's fields are taken for, and which entry of the place's map says so. */
interface Mapped {
  readonly map: DatasetMap;
  readonly entry: number;
}

/** Counts what the fields of a dataset's pairs are taken for. */
export class FieldTally {
  readonly #maps: ReadonlyMap<string, Mapped>;
  readonly #seen = new Map<
    string,
    Omit<FieldSeen, "maps" | "pairs"> & { pairs: number; maps: Set<number> }
  >();

  constructor(dataset: Pick<Dataset, "maps">) {
    const place = placeMap(dataset);
    const entryOf = (format: string, file: string) =>
      place.findIndex(
        (one) => one.format === format && (one.files === undefined || one.files.includes(file)),
      );
    this.#maps = new Map(
      dataset.maps.flatMap(({ format, files, map }) =>
        files.map((file) => [file, { map, entry: entryOf(format, file) }] as const),
      ),
    );
  }

  add(pair: Pair, shard: Shard): void {
    const noted = new Set<string>();
    const { map, entry: of } = this.#maps.get(shard.source) ?? {};
    const note = (name: string, as: TakenFor, example: string) => {
      const known = name.replaceAll(/\[\d+\]/gu, "[]");
      const id = `${as} ${known}`;
      if (noted.has(id)) return;
      noted.add(id);
      let entry = this.#seen.get(id);
      if (entry === undefined && this.#seen.size === MOST) return;
      entry ??= { name: known, as, pairs: 0, example: cut(example), maps: new Set() };
      entry.pairs++;
      if (of !== undefined) entry.maps.add(of);
      this.#seen.set(id, entry);
    };
    const { images, captions, texts, facts, unmeasured } = contentOf(pair);
    // A member has the name of its ending.
    for (const { name } of images) if (name !== "image" || !pair.members) note(name, "image", "");
    const roles = rolesOf(pair, map);
    for (const { name, as, example } of roles) note(name, as, example);
    if (captions[0] !== undefined && !roles.some(({ as }) => as === "caption"))
      note("caption", "caption", captions[0]);
    if (pair.url !== undefined && !roles.some(({ as }) => as === "url")) note("url", "url", pair.url);
    if (pair.license !== undefined && !roles.some(({ as }) => as === "license"))
      note("license", "license", pair.license);
    for (const { name, text, line } of texts) if (line === undefined) note(name, "text", text);
    for (const { name, reason } of unmeasured) note(name, "unmeasured", reason);
    // What a member is says more than how large it is.
    const members = new Set([...images, ...texts, ...unmeasured].map(({ name }) => name));
    for (const [name, value] of Object.entries(facts))
      if (!members.has(`.${name}`)) note(name, "plain", String(value));
  }

  /** What was seen, by what it is taken for. */
  result(): readonly FieldSeen[] {
    return [...this.#seen.values()]
      .map(({ maps, ...field }) => ({ ...field, maps: [...maps].sort((a, b) => a - b) }))
      .sort((a, b) => ORDER.indexOf(a.as) - ORDER.indexOf(b.as));
  }
}

interface Role {
  readonly name: string;
  readonly as: TakenFor;
  readonly example: string;
}

/** Which of a row's fields a map takes for what. */
function rolesOf(pair: Pair, map: DatasetMap | undefined): readonly Role[] {
  if (map === undefined) return [];
  const record = pair.record ?? memberRecord(pair.members ?? pair.stored?.beside ?? []);
  const { caption, key, url, license, split } = map;
  const entries: readonly (readonly [TakenFor, string | null])[] = [
    ...caption.map((entry) => ["caption", entry] as const),
    ["key", key],
    ["url", url],
    ["license", license],
    ["split", split],
  ];
  return entries.flatMap(([as, entry]) =>
    (entry === null ? [] : firstAt(record, entry)).map(({ at, value }) => ({
      name: at,
      as,
      example: as === "caption" ? captionOf(value) : exampleOf(value),
    })),
  );
}

/** Members by their endings, and the fields of their JSON. */
function memberRecord(members: readonly StoredMember[]): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {};
  for (const { name, bytes } of members) {
    const ending = endingOf(name);
    if (isImageName(ending.replace(/\.gz$/u, "")) || bytes.length > MAX_TEXT_BYTES) continue;
    const { text } = decodeText(bytes);
    const fields = ending === "json" ? parseRecord(text) : undefined;
    if (typeof fields === "object") Object.assign(record, fields);
    else record[`.${ending}`] = text;
  }
  return record;
}

/** Of several captions in one value the first. */
function captionOf(value: unknown): string {
  const captions = value instanceof Uint8Array ? [] : captionsIn(value);
  return "got" in captions ? exampleOf(value) : (captions[0] ?? exampleOf(value));
}

function exampleOf(value: unknown): string {
  return value instanceof Uint8Array ? `${value.length} bytes` : (JSON.stringify(value, exact) ?? "");
}

/** JSON knows no big integers. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function cut(text: string): string {
  const line = text
    .replace(/^"([^"\\]*)"$/u, "$1")
    .replaceAll(/\s+/gu, " ")
    .trim();
  return line.length > EXAMPLE ? `${line.slice(0, EXAMPLE)}…` : line;
}
