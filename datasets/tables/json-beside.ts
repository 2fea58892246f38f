import { statSync } from "node:fs";
import { isFieldName, unnamed } from "../plain-value.ts";
import { jsonLayout, jsonLines, jsonTable } from "./json-files.ts";
import { type JsonPlace, jsonBytes, wholeJson } from "./json-place.ts";
import { BESIDE } from "./json-shape.ts";

/** A member of a JSON file's outermost object, and the two characters that its value begins with, white space aside. */
interface Member {
  readonly name: string;
  readonly head: string;
}

/** COCO's lists, of which everything that a caption names is written. */
const COCO = new Set(["images", "licenses", "annotations"]);

const known = new Map<string, Promise<readonly string[]>>();

/** What stands in a JSON file beside its rows, and is written nowhere: `info`, `categories`. */
export function besideRows(path: string, format: string): Promise<readonly string[]> {
  const { size, mtimeMs } = statSync(path);
  const id = JSON.stringify([path, format, size, mtimeMs]);
  const found = known.get(id) ?? look(path, format);
  known.set(id, found);
  return found;
}

async function look(path: string, format: string): Promise<readonly string[]> {
  const names = (await besideNames(path, format)).map((name) => (isFieldName(name) ? name : unnamed));
  return [...new Set(names)];
}

async function besideNames(path: string, format: string): Promise<readonly string[]> {
  const place = wholeJson(path);
  if (format === "coco")
    return (await members(place)).map(({ name }) => name).filter((name) => !COCO.has(name));
  if (!jsonTable.ending.test(path) && !jsonLines.ending.test(path)) return [];
  return besideIn(place, await jsonLayout(path));
}

async function besideIn(
  place: JsonPlace,
  layout: Awaited<ReturnType<typeof jsonLayout>>,
): Promise<readonly string[]> {
  switch (layout.kind) {
    case "lists":
      return (await members(place))
        .filter(({ name, head }) => head !== "[]" && (!/^\[[[{]/u.test(head) || BESIDE.test(name)))
        .map(({ name }) => name);
    case "split":
      return (await members(place))
        .map(({ name }) => name)
        .filter((name) => !/^(?:columns|data)$/u.test(name));
    case "columns":
      return (await members(place)).map(({ name }) => name).filter((name) => !layout.names.includes(name));
    case "nested": {
      const own = new Set(layout.members.map((one) => one.place.within.at(-1)));
      const here = (await members(place)).map(({ name }) => name).filter((name) => !own.has(name));
      const inner = await Promise.all(layout.members.map((one) => besideIn(one.place, one.shape)));
      return [...here, ...inner.flat()];
    }
    default:
      return [];
  }
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

/** By brackets and strings alone, so that no value need fit into memory; as far as the file can be read. */
async function members(place: JsonPlace): Promise<readonly Member[]> {
  const found: { name: string; head: string }[] = [];
  let [depth, inString, escaped, isName] = [0, false, false, true];
  let word: number[] = [];
  const see = (byte: number) => {
    const last = found.at(-1);
    if (last !== undefined && !isName && last.head.length < 2) last.head += String.fromCharCode(byte);
  };
  try {
    for await (const chunk of jsonBytes(place, new AbortController().signal))
      for (const byte of chunk) {
        if (inString) {
          if (depth === 1 && isName) word.push(byte);
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
          continue;
        }
        if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) continue;
        if (depth === 1 && byte === COLON && isName) {
          found.push({ name: JSON.parse(Buffer.from(word).toString()) as string, head: "" });
          isName = false;
          continue;
        }
        if (depth === 1 && byte === COMMA) {
          isName = true;
          continue;
        }
        if (byte === QUOTE) {
          inString = true;
          if (depth === 1 && isName) word = [byte];
        }
        if (depth > 0) see(byte);
        if (OPEN.has(byte)) depth++;
        else if (CLOSE.has(byte)) depth--;
      }
  } catch {
    // What is torn is reported when it is read.
  }
  return found;
}
