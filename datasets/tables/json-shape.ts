import { parseJson } from "../json-text.ts";
import { rankOf } from "../mapping/names.ts";
import { decodeText, isImageName } from "../text.ts";
import { type Group, membersOf } from "./json-members.ts";
import { callPictures } from "./json-names.ts";
import { type JsonPlace, jsonBytes } from "./json-place.ts";
import { isOneRecord } from "./json-record.ts";
import { type JsonValue, jsonValues } from "./json-values.ts";

/**
 * How a JSON text holds its rows: a list of objects; an object of lists of objects; an object of columns, each a list or
 * an object of numbered values; names of columns beside a list of rows that are lists; an object of rows by their names;
 * one row; or an object of texts of these kinds.
 */
export type JsonShape =
  | {
      readonly kind: "list";
      /** Lists that each row stands in beside the outermost. */
      readonly deeper: number;
    }
  | { readonly kind: "lists" }
  | { readonly kind: "columns"; readonly names: readonly string[] }
  | { readonly kind: "split"; readonly names: readonly string[] }
  | {
      readonly kind: "named";
      /** Set where the names are those of pictures beside, whatever they look like. */
      readonly pictures?: boolean;
    }
  | { readonly kind: "record" }
  | { readonly kind: "nested"; readonly members: readonly NestedJson[] };

/** A member of an object that holds rows in a way of its own. */
export interface NestedJson {
  readonly place: JsonPlace;
  readonly shape: JsonShape;
}

/** Values that are looked at. */
const LOOKED = 4000;
/** Columns are found by going through the file, since the first may be long. */
const MOST_COLUMNS = 64;
/** Objects that may hold rows each in a way of its own; more are rows of an unknown kind. */
const MOST_NESTED = 16;
/** How deep these lie. */
const DEEPEST = 3;
/** Lists that stand beside the rows and are none. */
export const BESIDE = /^(?:info|licenses?|licences?|categories|features|meta|metadata|config)$/iu;

/** Tells how a text holds its rows; `undefined` where it holds none. */
export async function shapeOf(place: JsonPlace): Promise<JsonShape | undefined> {
  const seen = await membersOf(place, 2, LOOKED);
  if (seen.outer === "list")
    return /[{[]$/u.test(seen.first) ? { kind: "list", deeper: seen.first.length - 1 } : undefined;
  if (seen.outer !== "object") return undefined;
  if (await isOneRecord(place)) return { kind: "record" };
  return (await shapeOfObject(place, seen)) ?? (await nestedShape(place));
}

async function shapeOfObject(
  place: JsonPlace,
  seen: Awaited<ReturnType<typeof membersOf>>,
): Promise<JsonShape | undefined> {
  const split = await splitNames(place, seen.groups);
  if (split !== undefined) return { kind: "split", names: split };
  const columns = await columnsOf(place, seen.groups);
  if (columns !== undefined && !("pictures" in columns)) return columns;
  const lists = [...seen.groups].filter(([, { name }]) => name === undefined);
  if (lists.some(([within, { head }]) => /^\[*\{/u.test(head) && !BESIDE.test(within)))
    return { kind: "lists" };
  const names = [...seen.groups.keys()];
  if (names.filter((name) => isImageName(name)).length * 2 > names.length) return { kind: "named" };
  if (columns !== undefined) return columns;
  if ([...seen.groups].some(isColumn)) return undefined;
  if (rowsByName(seen.groups)) {
    // Columns of splits have names that mean something, too.
    const nested = seen.groups.size > MOST_NESTED ? undefined : await nestedShape(place);
    if (nested?.kind === "nested" && nested.members.every(({ shape }) => shape.kind === "columns"))
      return nested;
    return { kind: "named", pictures: callPictures(place.path, names) };
  }
  const flat = names.length === 0 ? await membersOf(place, 1, LOOKED) : undefined;
  const called = flat?.texts ?? [];
  if (called.length > 0 && called.filter((name) => isImageName(name)).length * 2 > called.length)
    return { kind: "named" };
  return callPictures(place.path, called) ? { kind: "named", pictures: true } : undefined;
}

/** Columns side by side: lists, or objects whose names are numbers. A column of lists or records stands beside one of plain values. */
async function columnsOf(
  place: JsonPlace,
  groups: ReadonlyMap<string, Group>,
): Promise<JsonShape | undefined> {
  if (![...groups].some(isColumn)) return undefined;
  const { groups: all } = await membersOf(place, 2, Number.POSITIVE_INFINITY);
  const plain = [...all].filter(isColumn);
  const isKnown = ([name]: readonly [string, Group]) =>
    (["caption", "url", "image"] as const).some((role) => rankOf(role, name) !== undefined);
  const tall = plain.find(isKnown)?.[1].count;
  const columns = [...all]
    .filter((one) => isColumn(one) || (isNumbered(one[1]) && one[1].count === tall && !BESIDE.test(one[0])))
    .map(([within]) => within);
  const known = columns.some(
    (name) => rankOf("caption", name) !== undefined || rankOf("url", name) !== undefined,
  );
  if (!known && callPictures(place.path, columns)) return { kind: "named", pictures: true };
  return columns.length > 1 && columns.length <= MOST_COLUMNS && known
    ? { kind: "columns", names: columns }
    : undefined;
}

function isColumn([within, group]: readonly [string, Group]): boolean {
  const isPlain = group.name === undefined ? !group.head.startsWith("{") : true;
  return isNumbered(group) && isPlain && !group.head.startsWith("[") && !BESIDE.test(within);
}

/** Whether values are counted, and not called. */
function isNumbered({ name }: Group): boolean {
  return name === undefined || name === "0";
}

/** The names of columns in a file that pandas wrote with `orient="split"`; `undefined` in any other. */
async function splitNames(
  place: JsonPlace,
  groups: ReadonlyMap<string, Group>,
): Promise<readonly string[] | undefined> {
  const heads = new Map([...groups].map(([within, { name, head }]) => [within, name ?? head]));
  if (heads.get("columns") !== '"' || heads.size < 2) return undefined;
  if ([...heads.keys()].some((name) => !/^(?:columns|index|data)$/u.test(name))) return undefined;
  if (!(heads.get("data") ?? "[").startsWith("[")) return undefined;
  const names: string[] = [];
  for await (const { within, bytes } of jsonValues(jsonBytes(place, new AbortController().signal), 2)) {
    if (within !== "columns") break;
    names.push(String(parseJson(decodeText(bytes).text)));
    if (names.length > MOST_COLUMNS) return undefined;
  }
  return names.length === 0 ? undefined : names;
}

/** Whether a list in an object holds rows, by one of its values. */
export function isRowOf({ within, name, bytes }: JsonValue): boolean {
  if (name !== undefined || BESIDE.test(within)) return false;
  return (
    bytes[0] === 0x7b || (bytes[0] === 0x5b && /^(?:\[\s*)+\{/u.test(decodeText(bytes.subarray(0, 64)).text))
  );
}

/** Objects whose names mean something, of several the same: `{"1": {"caption": …}, "2": {"caption": …}}`. */
function rowsByName(groups: ReadonlyMap<string, Group>): boolean {
  const [one, two = one] = [...groups.values()];
  if (one === undefined || two === undefined) return false;
  const ranked = (name: string, role: "caption" | "image" | "url") => rankOf(role, name) !== undefined;
  const shared = [...one.names].filter((name) => two.names.has(name));
  if (one !== two)
    return shared.some((name) => (["caption", "image", "url"] as const).some((role) => ranked(name, role)));
  return (
    shared.some((name) => ranked(name, "caption")) &&
    shared.some((name) => ranked(name, "image") || ranked(name, "url"))
  );
}

/** An object of a few texts that hold rows each for itself: splits, or one `data` around all. */
async function nestedShape(place: JsonPlace): Promise<JsonShape | undefined> {
  if (place.within.length >= DEEPEST) return undefined;
  const found: NestedJson[] = [];
  let seen = 0;
  try {
    for await (const { name = "", start, end, bytes } of jsonValues(
      jsonBytes(place, new AbortController().signal),
      1,
    )) {
      if (++seen > MOST_NESTED) return undefined;
      if (bytes[0] !== 0x7b || BESIDE.test(name)) continue;
      const from = place.range?.start ?? 0;
      const own: JsonPlace = {
        path: place.path,
        range: { start: from + start, end: from + end },
        within: [...place.within, name],
      };
      const shape = await shapeOf(own);
      if (shape !== undefined && shape.kind !== "record") found.push({ place: own, shape });
    }
  } catch {
    // What is torn, or too long to be held, is of no kind that is known.
    return undefined;
  }
  return found.length === 0 ? undefined : { kind: "nested", members: found };
}
