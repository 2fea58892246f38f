import { posix } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  fileNamed,
  jsonFields,
  lostInFields,
  type Pair,
  type StoredMember,
  topField,
  withEnding,
  writtenName,
} from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { exact, loose } from "./canonical.ts";

/** One thing that a pair holds: under which name it is listed where it was left out, and what it is. */
export interface Part {
  readonly label: string;
  readonly value: string;
  /** The field that names it, where leaving that out leaves it out. */
  readonly field?: string;
}

/** A pair as it is compared: bytes by their digest. */
export interface Form {
  readonly key: string;
  /** By where they stand; what is null is not there. */
  readonly parts: ReadonlyMap<string, Part>;
  /** Members and lines as a whole: to the byte the same where none of their parts was left out. */
  readonly wholes: ReadonlyMap<string, string>;
  /** What a writer of another format adds, and what it may say. */
  readonly extras: ReadonlyMap<string, readonly (string | RegExp)[]>;
}

const MAX_UNPACKED = 100 * 2 ** 20;

/**
 * A pair as its files or its row store it: for output in the format of its source.
 * @param folders where its table may lie, from the dataset's root
 */
export async function storedForm(pair: Pair, folders: readonly string[] = ["."]): Promise<Form> {
  const parts = new Map<string, Part>();
  const wholes = new Map<string, string>();
  const add = adder(parts);
  const { record: row = {}, line: rowLine } = pair.tableRow ?? {};
  for (const [name, value] of Object.entries(row)) add(`table ${name}`, name, exact(value));
  if (rowLine !== undefined) wholes.set("table", rowLine);
  if (pair.members !== undefined) {
    for (const member of pair.members) addMember(member, add, wholes);
    return { key: pair.key, parts, wholes, extras: pair.tableRow ? new Map() : ownTable(pair) };
  }
  if (pair.stored !== undefined && pair.record === undefined) {
    await addImages(pair, parts);
    add("picture", "the picture's name", pair.stored.picture);
    for (const member of pair.stored.beside) addMember(member, add, wholes);
    add("table", "its table's name", pair.stored.table);
    return { key: pair.key, parts, wholes, extras: new Map() };
  }
  // A row has its captions in its columns.
  if (pair.record === undefined) add("caption", "caption", pair.caption);
  const extras = await addImages(pair, parts, folders);
  for (const [name, value] of Object.entries(pair.record ?? ownFields(pair)))
    if (isStoredImage(value)) {
      add(`column ${name} bytes`, name, exact(value.bytes));
      add(`column ${name} path`, `${name}.path`, exact(value.path));
    } else add(`column ${name}`, name, exact(value));
  add("picture", "the picture's place", pair.stored && insidePlace(pair.stored.picture));
  if (pair.line !== undefined) wholes.set("line", pair.line);
  return { key: pair.key, parts, wholes, extras };
}

/** A pair as what it says, whatever stores it: for output in another format than its source's. */
export async function fieldForm(pair: Pair): Promise<Form> {
  const parts = new Map<string, Part>();
  const add = adder(parts);
  add("caption", "caption", pair.caption);
  const image = pair.image && (await digestOf(pair.image));
  add("image", "image", image);
  add("url", "url", pair.url);
  add("license", "license", pair.license);
  for (const [name, value] of Object.entries(pair.meta)) add(`field ${name}`, name, loose(value));
  const stem = pair.key.slice(pair.key.indexOf("/") + 1);
  // As a tar's members are called.
  const bare = stem.replace(/[./\\\s]+/gu, "_");
  const extras = new Map([
    ["field key", [pair.key, stem, bare, `${bare}_${pair.row}`]],
    ["field sha256", image === undefined ? [] : [image]],
  ]);
  return { key: pair.key, parts, wholes: new Map(), extras };
}

/** The same of a source, whose fields are given other names where a writer needs theirs. */
export async function expectedForm(pair: Pair): Promise<Form> {
  const form = await fieldForm({ ...pair, meta: {} });
  const parts = new Map(form.parts);
  const add = adder(parts);
  const lost = lostInFields(pair);
  for (const name of lost) add(`lost ${name}`, name, "there");
  const gone = new Set(lost.flatMap((name) => [name, name.replace(/^\./u, "")]));
  for (const [name, value] of Object.entries(pair.meta))
    if (!gone.has(name)) add(`field ${writtenName(name)}`, name, loose(value));
  return { ...form, parts };
}

/** Img2dataset's table, which a tar gets that had none: it says what the pair's members say. */
function ownTable({ key, url, caption, members = [] }: Pair): Form["extras"] {
  const stem = key.slice(key.indexOf("/") + 1).replace(/~\d+$/u, "");
  const allowed: Readonly<Record<string, readonly unknown[]>> = {
    key: [stem, lastPart(stem)],
    url: [url],
    caption: [caption],
    status: ["success"],
    // A member may be packed; the digest is of what is in it.
    sha256: members.flatMap(({ name, bytes }) =>
      [bytes, ...(unpacked(name, bytes) ?? [])].map((one) => sha256Of(one)),
    ),
  };
  const numbers = ["width", "height", "original_width", "original_height"];
  const extras = new Map<string, readonly (string | RegExp)[]>();
  for (const [name, values] of Object.entries(allowed))
    extras.set(
      `table ${name}`,
      values.flatMap((value) => exact(value) ?? []),
    );
  for (const name of numbers) extras.set(`table ${name}`, [/^\d+$/u]);
  return extras;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What lies beside the folder that was named is written into it. */
function insidePlace(picture: string): string {
  return picture.replace(/^(?:\.\.\/)+/u, "");
}

type Add = (place: string, label: string, value: string | undefined) => void;

function adder(parts: Map<string, Part>): Add {
  return (place, label, value) => {
    if (value !== undefined) parts.set(place, { label, value });
  };
}

function ownFields({ url, license, meta }: Pair): Readonly<Record<string, unknown>> {
  return { ...meta, ...(url === undefined ? {} : { url }), ...(license === undefined ? {} : { license }) };
}

/** @returns where pictures go that have no place of their own, as those in an archive: where their names lead from their table */
async function addImages(
  { image, images, record }: Pair,
  parts: Map<string, Part>,
  folders: readonly string[] = [],
): Promise<Form["extras"]> {
  const extras = new Map<string, readonly string[]>();
  const all = images ?? (image ? [{ name: "image", bytes: image, place: undefined }] : []);
  for (const { name, bytes, place } of all) {
    const read = await bytes().catch(() => undefined);
    const value = read === undefined ? "unreadable" : sha256Of(read);
    const field = record && (Object.hasOwn(record, name) ? name : topField(name));
    parts.set(`image ${name}`, { label: "image", value, ...(field === undefined ? {} : { field }) });
    if (place !== undefined) {
      // Readers find a picture also where its name does not lead, as in another split's folder: it stays in its own.
      const moved = { label: "the picture's place", value: insidePlace(place), field: field ?? "image" };
      parts.set(`place of ${name}`, moved);
      continue;
    }
    const named = fileNamed(record ?? {}, name)?.replaceAll("\\", "/");
    if (named === undefined || read === undefined) continue;
    const names = [named, withEnding(named, read)];
    const may = folders.flatMap((folder) => names.map((one) => insidePlace(posix.join(folder, one))));
    extras.set(`place of ${name}`, may);
  }
  return extras;
}

function digestOf(image: () => Promise<Uint8Array>): Promise<string> {
  return image().then(sha256Of, () => "unreadable");
}

function addMember({ name, bytes }: StoredMember, add: Add, wholes: Map<string, string>): void {
  const last = lastPart(name);
  const ending = last.slice(last.indexOf(".") + 1).toLowerCase();
  const digest = sha256Of(bytes);
  const fields = /^json(\.gz)?$/u.test(ending) ? jsonFields(textOf(bytes, ending)) : undefined;
  add(`member ${name}`, `.${ending}`, fields === undefined ? digest : "a record");
  if (fields === undefined) return;
  wholes.set(`member ${name}`, digest);
  for (const { name: field, raw } of fields) add(`member ${name} ${field}`, field, raw);
}

function textOf(bytes: Uint8Array, ending: string): string {
  const plain = ending.endsWith(".gz") ? unpacked(ending, bytes)?.[0] : bytes;
  return plain === undefined ? "" : new TextDecoder().decode(plain);
}

/** What is in a member that is packed with gzip; nothing where it is not, or is damaged. */
function unpacked(name: string, bytes: Uint8Array): readonly [Uint8Array] | undefined {
  if (!/\.gz$/iu.test(name)) return undefined;
  try {
    return [gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED })];
  } catch {
    return undefined;
  }
}

function isStoredImage(value: unknown): value is { readonly bytes: unknown; readonly path?: unknown } {
  return value !== null && typeof value === "object" && "bytes" in value && !Array.isArray(value);
}
