import { gunzipSync } from "node:zlib";
import type { MapWish } from "../map.ts";
import { alternatives } from "../mapping/field-path.ts";
import { isNote } from "../not-read.ts";
import type { Pair, StoredMember } from "../pair.ts";
import { decodeText, isImageName, MAX_TEXT_BYTES, parseRecord } from "../text.ts";
import { keyText, type UniqueKey } from "../unique-keys.ts";
import type { FieldReader } from "./member-fields.ts";
import { asWished, readWished } from "./member-wish.ts";
import type { Member } from "./tar-members.ts";

/** Endings of texts that are the caption. */
export const CAPTION = /^(txt|caption|text|cap|prompt|description)(\.gz)?$/;
/** `x.outputs.txt`: the caption where no plain one is there. */
export const NAMED_CAPTION = /\.(txt|caption|text)$/;
/** The ending of a pair's fields. */
export const RECORD = /^json(\.gz)?$/;
/** Endings of tables, whose rows nobody reads among pairs of a tar. */
export const TABLE = /^(?:csv|tsv|jsonl|jsonlines|ndjson|parquet|arrow|feather)(?:\.gz)?$/u;
/** Members of other kinds up to this size are kept as text in `meta`, as webdataset's `.cls` labels are. */
const MAX_LABEL_BYTES = 1024;
const MAX_IMAGE_BYTES = 100 * 2 ** 20;

/** Members of one pair, as they come. */
export interface Group {
  readonly stem: string;
  has(ending: string): boolean;
  /** The ending of a table, where it holds nothing else that a person wishes for: `metadata.csv` is no pair. */
  table(wish: MapWish): string | undefined;
  /** Whether it is a text about the archive and nothing else, as a `README.md` of it. */
  isNote(): boolean;
  add(ending: string, member: Member): void;
  /** Notes why the pair is not whole; the first reason stays. */
  fail(reason: string): void;
  /** @param known its row of the table beside the archive: fields that a `.json` lacks */
  finish(
    unique: (key: string) => UniqueKey,
    row: number,
    known: Pair["tableRow"],
    reader: FieldReader,
  ): Promise<Pair>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether members with this ending make a pair, rather than only describe one. */
export function isContent(ending: string): boolean {
  return isImageName(bare(ending)) || CAPTION.test(ending) || RECORD.test(ending);
}

export function createGroup(stem: string): Group {
  const endings = new Set<string>();
  const meta: Record<string, unknown> = {};
  const members: StoredMember[] = [];
  const named = new Map<string, string>();
  let image: { readonly ending: string; readonly bytes: Uint8Array; readonly member: string } | undefined;
  let caption: string | undefined;
  let record: Fields | undefined;
  let error: string | undefined;
  const fail = (reason: string) => {
    error ??= reason;
  };

  function addImage(ending: string, bytes: Uint8Array | undefined, member = ending): void {
    if (bytes === undefined) {
      fail(`Cannot read member .${ending}.gz: wanted gzip data, got damaged or larger data`);
      return;
    }
    // `x.jpg` is the picture; `x.seg.png` beside it is a mask or the like.
    const plain = !ending.includes(".");
    const [best, other] =
      !image || (plain && image.ending.includes("."))
        ? [{ ending, bytes, member }, image]
        : [image, { ending, bytes, member }];
    image = best;
    if (other) meta[other.ending] = `${other.bytes.length} bytes`;
  }

  function addText(ending: string, bytes: Uint8Array): void {
    const plain = ending.endsWith(".gz") ? gunzip(bytes, MAX_TEXT_BYTES) : bytes;
    if (plain === undefined || plain.length > MAX_TEXT_BYTES) {
      const got = plain === undefined ? "damaged or larger data" : `${plain.length}`;
      fail(`Cannot read member .${ending}: wanted at most ${MAX_TEXT_BYTES} bytes, got ${got}`);
      return;
    }
    const { text, invalid } = decodeText(plain);
    if (RECORD.test(ending)) {
      const parsed = parseRecord(text);
      if (typeof parsed === "string") fail(`Cannot read member .${ending}: ${parsed}`);
      else record = parsed;
    } else if (caption === undefined) {
      caption = text;
      if (invalid) meta["invalid_utf8"] = true;
    } else meta[ending] = text;
  }

  return {
    stem,
    has: (ending) => endings.has(ending),
    table({ image = [], caption = [] }) {
      const wished = [...image, ...caption].flatMap(alternatives);
      const isTable = (ending: string) => TABLE.test(ending) && !wished.includes(`.${ending}`);
      return [...endings].every(isTable) ? [...endings][0] : undefined;
    },
    isNote: () =>
      members.length > 0 && members.length === endings.size && members.every(({ name }) => isNote(name)),
    fail,
    add(ending, member) {
      endings.add(ending);
      if ("problem" in member) return fail(`Cannot read member .${ending}: ${member.problem}`);
      const { bytes } = member;
      members.push(member);
      if (NAMED_CAPTION.test(ending) && bytes.length <= MAX_TEXT_BYTES)
        named.set(ending, decodeText(bytes).text);
      if (CAPTION.test(ending) || RECORD.test(ending)) addText(ending, bytes);
      else if (isImageName(ending)) addImage(ending, bytes);
      else if (isImageName(bare(ending))) addImage(bare(ending), gunzip(bytes, MAX_IMAGE_BYTES), ending);
      else meta[ending] = bytes.length <= MAX_LABEL_BYTES ? label(bytes) : `${bytes.length} bytes`;
    },
    async finish(unique, row, known, reader) {
      const source = { ...record, ...lacking(known?.record, record) };
      const samples = samplesOf(endings);
      if (samples.length > 1)
        fail(
          `Cannot read pair whole: ${samples.length} samples (${samples.slice(0, 3).join(", ")}) share the name "${stem}" before the first dot`,
        );
      const { meta: fields, error: wrong, ...read } = await reader.read(source, caption);
      let captions: readonly string[] = [];
      const own = caption === undefined && read.caption === undefined ? captionsAmong([...named.keys()]) : [];
      if (own.length > 0) {
        captions = own.map((name) => named.get(name) ?? "");
        [caption] = captions;
        for (const name of own) delete meta[name];
      }
      const { wish } = reader;
      const wished = await readWished(wish, members, source);
      const { key, again } = keyOf(unique, stem, wished?.key);
      if (again !== undefined) fail(again);
      const problem = error ?? wished?.pair.error ?? wrong;
      const bytes = image?.bytes;
      const said = {
        ...read,
        ...(caption === undefined ? {} : { caption }),
        ...(captions.length > 1 ? { captions } : {}),
        ...(bytes === undefined
          ? {}
          : { image: async () => bytes, images: [{ name: `.${image?.member}`, bytes: async () => bytes }] }),
      };
      return {
        key,
        row,
        ...asWished(said, wish, wished),
        ...(problem === undefined ? {} : { error: problem }),
        members,
        ...(known === undefined ? {} : { tableRow: known }),
        meta: { ...fields, ...meta },
      };
    },
  };
}

/** Of several texts beside a picture, which are its captions: the only one, those of languages (`en.txt`) or numbers (`0.txt`), or the one called so. */
export function captionsAmong(endings: readonly string[]): readonly string[] {
  if (endings.length === 1 || endings.every((ending) => OF_SEVERAL.test(ending))) return endings;
  const called = endings.filter((ending) => CALLED.test(ending));
  return called.length === 1 ? called : [];
}

const CALLED = /^(?:caption|cap|text|prompt|description)\.[a-z]+$/u;

const OF_SEVERAL = /^(?:(?:caption|text)?[-_]?\d+|[a-z]{2}(?:[-_][a-z]{2,4})?)\.[a-z]+$/u;

/** What img2dataset's tables say of each download: beside a `.json` no field of its own. */
const DOWNLOAD = /^(?:key|status|error_message|(?:original_)?(?:width|height)|sha256|exif)$/u;

/** Fields of a row that a record does not have. */
function lacking(row: Fields = {}, record: Fields | undefined): Fields {
  if (record === undefined) return row;
  const further = Object.entries(row).filter(
    ([name]) => !Object.hasOwn(record, name) && !DOWNLOAD.test(name),
  );
  return Object.fromEntries(further);
}

/** A pair is called after its files, or as a person says. */
function keyOf(unique: (key: string) => UniqueKey, stem: string, own: unknown) {
  const isOwn = own !== undefined && own !== "";
  const { key, again } = unique(isOwn ? keyText(own) : stem);
  if (!again) return { key };
  return {
    key,
    again: isOwn
      ? `Cannot use the key of "${key}": it came before in this shard`
      : `Cannot use key "${stem}": it came before in this shard, not next to this; pack members by name, as tar --sort=name does`,
  };
}

/** Names within one stem that have both an image and a caption, as `v1` of `photo.v1.jpg`: each is a sample of its own. */
function samplesOf(endings: ReadonlySet<string>): readonly string[] {
  const images = [...endings].filter((ending) => ending.includes(".") && isImageName(ending));
  const names = images.map((ending) => ending.slice(0, ending.lastIndexOf(".")));
  return names.filter((name) => endings.has(`${name}.txt`) || endings.has(`${name}.json`));
}

function label(bytes: Uint8Array): string {
  const { text, invalid } = decodeText(bytes);
  return invalid ? `${bytes.length} bytes` : text.trim();
}

/** An ending less its `.gz`. */
function bare(ending: string): string {
  return ending.replace(/\.gz$/u, "");
}

function gunzip(bytes: Uint8Array, maxOutputLength: number): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch {
    return undefined;
  }
}
