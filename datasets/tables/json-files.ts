import { parseJson } from "../json-text.ts";
import { linesOf } from "../lines.ts";
import { decodeText } from "../text.ts";
import { byteStream, PACKED } from "./byte-stream.ts";
import { openJson } from "./json.ts";
import { openJsonLines } from "./json-lines.ts";
import { wholeJson } from "./json-place.ts";
import { type JsonShape, shapeOf } from "./json-shape.ts";
import type { TableContainer } from "./table.ts";

/** A JSON file of rows; one that holds a JSON object in each line is read by lines, whatever it is called. */
export const jsonTable: TableContainer = {
  id: "json",
  about: "files .json of a list of objects, of columns, of objects by name, or of one object",
  ending: new RegExp(`\\.json${PACKED}$`, "iu"),
  open: async (path, rows) =>
    (await layoutOf(path)) === "lines" ? openJsonLines(path, rows) : openJson(path, rows),
};

/** A JSON object in each line; one that holds a single list is read as such, whatever it is called. */
export const jsonLines: TableContainer = {
  id: "jsonl",
  about: "files .jsonl, .ndjson of a JSON object in each line",
  ending: new RegExp(`\\.(?:jsonl|ndjson|jsonlines)${PACKED}$`, "iu"),
  open: async (path, rows) =>
    ((await layoutOf(path)) === "list" ? await openJson(path, rows) : undefined) ?? openJsonLines(path, rows),
};

/** How the rows of a JSON file, or of JSON lines, are held. @param path whose ending says which of both it should be */
export async function jsonLayout(path: string): Promise<JsonShape | { readonly kind: "lines" }> {
  const said = await layoutOf(path);
  const isLines = jsonLines.ending.test(path) ? said !== "list" : said === "lines";
  return (isLines ? undefined : await shapeOf(wholeJson(path))) ?? { kind: "lines" };
}

/** What a file's beginning says: a list, objects line by line, or neither for certain. */
async function layoutOf(path: string): Promise<"list" | "lines" | undefined> {
  const [first, second] = await firstLines(path);
  if (first === undefined) return undefined;
  const isWhole = second !== undefined && second[0] === first[0] && isJson(first);
  if (isWhole) return first.startsWith("{") ? "lines" : undefined;
  return first.startsWith("[") ? "list" : undefined;
}

/** The first two lines that are not empty, less the white space around them; fewer where a line is too long. */
async function firstLines(path: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const found: string[] = [];
  try {
    for await (const { bytes, cut } of linesOf(byteStream(path, signal), signal)) {
      const text = decodeText(cut ? bytes.subarray(0, 4096) : bytes).text.trim();
      if (text !== "") found.push(text);
      if (found.length === 2 || cut) break;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
