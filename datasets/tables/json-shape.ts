import { parseJson } from "../json-text.ts";
import { rankOf } from "../mapping/names.ts";
import { decodeText, isImageName } from "../text.ts";
import { byteStream } from "./byte-stream.ts";
import { callPictures } from "./json-names.ts";
import { type JsonValue, jsonValues } from "./json-values.ts";

/**
 * How a JSON file holds its rows: a list of objects; an object of lists of objects; an object of columns, each a list or
 * an object of numbered values; names of columns beside a list of rows that are lists; an object of rows by their names.
 */
export type JsonShape =
  | { readonly kind: "list" }
  | { readonly kind: "lists" }
  | { readonly kind: "columns"; readonly names: readonly string[] }
  | { readonly kind: "split"; readonly names: readonly string[] }
  | {
      readonly kind: "named";
      /** Set where the names are those of pictures beside, whatever they look like. */
      readonly pictures?: boolean;
    };

/** Values that are looked at. */
const LOOKED = 4000;
/** Columns are found by going through the file, since the first may be long. */
const MOST_COLUMNS = 64;
/** Lists that stand beside the rows and are none. */
export const BESIDE = /^(?:info|licenses?|licences?|categories|features|meta|metadata|config)$/iu;

/** Tells how a file holds its rows; `undefined` where it holds none. */
export async function shapeOf(path: string): Promise<JsonShape | undefined> {
  const seen = await members(path, 2, LOOKED);
  if (seen.outer === "list") return seen.first === "{" || seen.first === "[" ? { kind: "list" } : undefined;
  if (seen.outer !== "object") return undefined;
  const split = await splitNames(path, seen.groups);
  if (split !== undefined) return { kind: "split", names: split };
  const lists = [...seen.groups].filter(([, { name }]) => name === undefined);
  if (lists.some(([within, { head }]) => head === "{" && !BESIDE.test(within))) return { kind: "lists" };
  const names = [...seen.groups.keys()];
  if (names.filter((name) => isImageName(name)).length * 2 > names.length) return { kind: "named" };
  const isColumn = ([within, { name, head }]: [string, Group]) =>
    (name === undefined ? head !== "{" : name === "0") && head !== "[" && !BESIDE.test(within);
  if ([...seen.groups].some(isColumn)) {
    const all = await members(path, 2, Number.POSITIVE_INFINITY);
    const columns = [...all.groups].filter(isColumn).map(([within]) => within);
    const known = columns.some(
      (name) => rankOf("caption", name) !== undefined || rankOf("url", name) !== undefined,
    );
    if (!known && callPictures(path, columns)) return { kind: "named", pictures: true };
    return columns.length > 1 && columns.length <= MOST_COLUMNS && known
      ? { kind: "columns", names: columns }
      : undefined;
  }
  if (rowsByName(seen.groups)) return { kind: "named", pictures: callPictures(path, names) };
  const flat = names.length === 0 ? await members(path, 1, LOOKED) : undefined;
  const called = flat?.names ?? [];
  if (called.length > 0 && called.filter((name) => isImageName(name)).length * 2 > called.length)
    return { kind: "named" };
  return callPictures(path, called) ? { kind: "named", pictures: true } : undefined;
}

/** The names of columns in a file that pandas wrote with `orient="split"`; `undefined` in any other. */
async function splitNames(
  path: string,
  groups: ReadonlyMap<string, Group>,
): Promise<readonly string[] | undefined> {
  const heads = new Map([...groups].map(([within, { name, head }]) => [within, name ?? head]));
  if (heads.get("columns") !== '"' || heads.size < 2) return undefined;
  if ([...heads.keys()].some((name) => !/^(?:columns|index|data)$/u.test(name))) return undefined;
  if ((heads.get("data") ?? "[") !== "[") return undefined;
  const names: string[] = [];
  for await (const { within, bytes } of jsonValues(byteStream(path, new AbortController().signal), 2)) {
    if (within !== "columns") break;
    names.push(String(parseJson(decodeText(bytes).text)));
    if (names.length > MOST_COLUMNS) return undefined;
  }
  return names.length === 0 ? undefined : names;
}

/** Whether a list in an object holds rows, by one of its values. */
export function isRowOf({ within, name, bytes }: JsonValue): boolean {
  return name === undefined && bytes[0] === 0x7b && !BESIDE.test(within);
}

interface Group {
  /** The first value's own name, if it has one. */
  readonly name: string | undefined;
  /** With what the first value begins. */
  readonly head: string;
  readonly names: Set<string>;
}

interface Members {
  readonly outer: "list" | "object" | undefined;
  /** With what the first value of a list begins. */
  readonly first: string | undefined;
  readonly groups: ReadonlyMap<string, Group>;
  readonly names: readonly string[];
}

async function members(path: string, depth: 1 | 2, most: number): Promise<Members> {
  const { signal } = new AbortController();
  const groups = new Map<string, Group>();
  const names: string[] = [];
  let outer: Members["outer"];
  let first: string | undefined;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of byteStream(path, signal)) {
      if (outer === undefined) {
        const [, bracket, inner] =
          /^[\ufeff\s]*([[{])\s*(\S?)/u.exec(Buffer.from(chunk.subarray(0, 4096)).toString()) ?? [];
        if (bracket === undefined) return;
        outer = bracket === "[" ? "list" : "object";
        first = inner;
        if (outer === "list") return;
      }
      yield chunk;
    }
  }
  try {
    for await (const { within, name, bytes } of jsonValues(watched(), depth)) {
      const group = groups.get(within);
      const head = String.fromCharCode(bytes[0] ?? 0);
      if (group === undefined)
        groups.set(within, { name, head, names: new Set(name === undefined ? [] : [name]) });
      else if (name !== undefined && group.names.size < 64) group.names.add(name);
      if (depth === 1 && name !== undefined && head === '"') names.push(name);
      if (--most <= 0) break;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return { outer, first, groups, names };
}

/** Objects that share a name that means something: `{"1": {"caption": …}, "2": {"caption": …}}`. */
function rowsByName(groups: ReadonlyMap<string, Group>): boolean {
  const [one, two] = [...groups.values()];
  if (one === undefined || two === undefined) return false;
  return [...one.names].some(
    (name) =>
      two.names.has(name) &&
      (["caption", "image", "url"] as const).some((role) => rankOf(role, name) !== undefined),
  );
}
