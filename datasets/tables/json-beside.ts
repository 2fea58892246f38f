import { statSync } from "node:fs";
import { isFieldName, unnamed } from "../plain-value.ts";
import { byteStream } from "./byte-stream.ts";
import { jsonLayout, jsonLines, jsonTable } from "./json-files.ts";
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
  if (format === "coco")
    return (await members(path)).map(({ name }) => name).filter((name) => !COCO.has(name));
  if (!jsonTable.ending.test(path) && !jsonLines.ending.test(path)) return [];
  const layout = await jsonLayout(path);
  if (layout.kind === "lists")
    return (await members(path))
      .filter(({ name, head }) => head !== "[]" && (head !== "[{" || BESIDE.test(name)))
      .map(({ name }) => name);
  if (layout.kind === "split")
    return (await members(path)).map(({ name }) => name).filter((name) => !/^(?:columns|data)$/u.test(name));
  if (layout.kind !== "columns") return [];
  return (await members(path)).map(({ name }) => name).filter((name) => !layout.names.includes(name));
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

/** By brackets and strings alone, so that no value need fit into memory; as far as the file can be read. */
async function members(path: string): Promise<readonly Member[]> {
  const found: { name: string; head: string }[] = [];
  let [depth, inString, escaped, isName] = [0, false, false, true];
  let word: number[] = [];
  const see = (byte: number) => {
    const last = found.at(-1);
    if (last !== undefined && !isName && last.head.length < 2) last.head += String.fromCharCode(byte);
  };
  try {
    for await (const chunk of byteStream(path, new AbortController().signal))
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
