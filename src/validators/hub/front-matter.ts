import { type LineCounter, parseDocument } from "yaml";

/** A card's metadata and the place of its text in the file. */
export interface FrontMatter {
  /** The YAML between the first two lines of three dashes; null where there is none. */
  readonly yaml: string | null;
  /** Lines before the YAML. */
  readonly offset: number;
  readonly body: string;
}

/** Splits a card into metadata and body; the first line must be three dashes. */
export function frontMatter(text: string): FrontMatter {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/u.exec(text);
  return match === null
    ? { yaml: null, offset: 0, body: text }
    : { yaml: match[1] ?? "", offset: 1, body: text.slice(match[0].length) };
}

/** Metadata as YAML 1.2 and as 1.1 read it, and what neither can read. */
export interface Metadata {
  readonly value: unknown;
  readonly as11: unknown;
  /** Messages, each with its line in the card. */
  readonly troubles: readonly string[];
}

/** Parses a card's metadata twice: the hub's tools do not agree on the version of YAML. */
export function readMetadata(yaml: string, lines: LineCounter): Metadata {
  const now = parseDocument(yaml, { version: "1.2", uniqueKeys: true, lineCounter: lines });
  const before = parseDocument(yaml, { version: "1.1", uniqueKeys: true });
  const troubles = [...now.errors, ...before.errors].map(({ pos: [start], message }) => {
    const what = message.split(/ at line \d/u)[0] ?? message;
    return `line ${lines.linePos(start).line + 1}: ${what.split("\n")[0]}`;
  });
  return {
    value: now.errors.length > 0 ? undefined : now.toJS(),
    as11: before.errors.length > 0 ? undefined : before.toJS(),
    troubles: [...new Set(troubles)],
  };
}
