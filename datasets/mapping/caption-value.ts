import { parseJson } from "../json-text.ts";
import { decodeText, kindOf } from "../text.ts";

/** A quoted text in a list as Python prints it. */
const QUOTED = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gu;
const PYTHON_LIST = /^\[\s*(?:(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?\s*)+\]$/u;

/** The captions that a value holds, or what it is instead. Old Parquet writers do not say that their bytes are text. */
export function captionsIn(value: unknown): readonly string[] | { readonly got: string } {
  if (value instanceof Uint8Array) return [decodeText(value).text];
  if (typeof value === "string") return listedTexts(value) ?? [value];
  if (!Array.isArray(value)) return { got: kindOf(value) };
  const captions: string[] = [];
  for (const one of value as readonly unknown[]) {
    if (one === null || one === undefined) continue;
    const inner = captionsIn(one);
    if ("got" in inner) return { got: `a list with ${inner.got}` };
    captions.push(...inner);
  }
  return captions;
}

/** The texts of a list that a table's cell holds as JSON, or as Python prints it. */
export function listedTexts(text: string): readonly string[] | undefined {
  if (!/^\s*\[[\s\S]*\]\s*$/u.test(text)) return undefined;
  try {
    const value = parseJson(text);
    const isList = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
    return isList ? (value as readonly string[]) : undefined;
  } catch {
    return fromPython(text.trim());
  }
}

function fromPython(text: string): readonly string[] | undefined {
  if (!PYTHON_LIST.test(text)) return undefined;
  return [...text.matchAll(QUOTED)].map(([, single, double]) =>
    (single ?? double ?? "").replaceAll(/\\(['"\\])/gu, "$1"),
  );
}
