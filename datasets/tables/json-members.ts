import { type JsonPlace, jsonBytes } from "./json-place.ts";
import { jsonValues } from "./json-values.ts";

/** What a member of the outermost object holds, by its first values. */
export interface Group {
  /** The first value's own name, if it has one. */
  readonly name: string | undefined;
  /** With what the first value begins: its brackets, and what stands in them first. */
  readonly head: string;
  readonly names: Set<string>;
  /** Values that were seen. */
  count: number;
}

/** What a JSON text is made of. */
export interface Members {
  readonly outer: "list" | "object" | undefined;
  /** With what the first value of a list begins: its brackets up to what they hold. */
  readonly first: string;
  readonly groups: ReadonlyMap<string, Group>;
  /** Names of members that are texts, where the first depth was asked for. */
  readonly texts: readonly string[];
}

/** Bytes in which a value's brackets stand. */
const HEAD_BYTES = 4096;

/** Looks at values of a JSON text at a depth. @param most how many */
export async function membersOf(place: JsonPlace, depth: 1 | 2, most: number): Promise<Members> {
  const { signal } = new AbortController();
  const groups = new Map<string, Group>();
  const texts: string[] = [];
  let outer: Members["outer"];
  let first = "";
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of jsonBytes(place, signal)) {
      if (outer === undefined) {
        const [, bracket, inner = ""] =
          /^[\ufeff\s]*([[{])\s*([\s\S]*)/u.exec(Buffer.from(chunk.subarray(0, HEAD_BYTES)).toString()) ?? [];
        if (bracket === undefined) return;
        outer = bracket === "[" ? "list" : "object";
        first = headOf(inner);
        if (outer === "list") return;
      }
      yield chunk;
    }
  }
  let left = most;
  try {
    for await (const { within, name, bytes } of jsonValues(watched(), depth)) {
      const group = groups.get(within);
      const head = headOf(Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString());
      if (group === undefined)
        groups.set(within, { name, head, names: new Set(name === undefined ? [] : [name]), count: 1 });
      else {
        group.count++;
        if (name !== undefined && group.names.size < 64) group.names.add(name);
      }
      if (depth === 1 && name !== undefined && head === '"') texts.push(name);
      if (--left <= 0) break;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return { outer, first, groups, texts };
}

/** `[[{` of a list of lists of objects. */
function headOf(text: string): string {
  const [, brackets = "", then = ""] = /^((?:\[\s*)*)(\S?)/u.exec(text) ?? [];
  return brackets.replaceAll(/\s/gu, "") + then;
}
