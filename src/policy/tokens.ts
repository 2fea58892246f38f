/** A word of SQL, with its place in the text. */
export interface Token {
  /** `text` is a quoted text, `name` a quoted identifier, `mark` any other single character. */
  readonly kind: "text" | "name" | "word" | "number" | "operator" | "mark";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** DuckDB's lexical grammar, as far as predicates need it; the first that matches wins. Comments are read apart: they nest. */
const grammar =
  /(?<space>\s+|--[^\n]*)|(?<text>[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$)|(?<name>"(?:""|[^"])*")|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<number>(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)|(?<operator>->>?|[<>=!~@#&|^*/%]+|[-+])|(?<mark>[\s\S])/uy;

/** The words of an SQL text, without what stands between them. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    if (sql.startsWith("/*", at)) {
      at = commentEnd(sql, at);
      continue;
    }
    grammar.lastIndex = at;
    const match = grammar.exec(sql);
    if (match === null) break;
    const { tag: _, ...groups } = match.groups ?? {};
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
    const text = kind === "operator" ? beforeComment(match[0]) : match[0];
    const end = at + text.length;
    if (kind !== "space") tokens.push({ kind: kind as Token["kind"], text, start: at, end });
    at = end;
  }
  return tokens;
}

/** A run of operator characters ends where a comment begins. */
function beforeComment(operator: string): string {
  const comment = operator.indexOf("/*");
  return comment > 0 ? operator.slice(0, comment) : operator;
}

/** Where the comment that begins at `from` ends; one within another belongs to it. */
function commentEnd(sql: string, from: number): number {
  let depth = 0;
  for (const mark of sql.slice(from).matchAll(/\/\*|\*\//gu)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return from + mark.index + 2;
  }
  return sql.length;
}

/** Words that DuckDB keeps for its grammar (`duckdb_keywords()`: reserved, or names of types and functions), and BETWEEN: unquoted they name no column. */
const reserved = new Set(
  `all analyse analyze and anti any array as asc asof asymmetric at authorization between binary both by case cast check
  collate collation column columns concurrently constraint create cross default deferrable desc describe distinct
  do else end except false fetch for foreign freeze from full generated glob group having ilike in initially inner
  intersect into is isnull join lambda lateral leading left like limit map natural not notnull null offset on only
  or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning
  right select semi show similar some struct summarize symmetric table tablesample then to trailing true try_cast
  union unique unpack unpivot using variadic verbose when where window with`.split(/\s+/u),
);

export function isReserved({ kind, text }: Token): boolean {
  return kind === "word" && reserved.has(text.toLowerCase());
}

/** Whether a token is this word, in any case. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word;
}

/** An identifier without quotes, in lower case: DuckDB compares names without case, quoted or not. */
export function nameOf({ kind, text }: Token): string {
  return (kind === "name" ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
}

export function opens(token: Token | undefined): boolean {
  return token?.kind === "mark" && "([{".includes(token.text);
}

export function closes(token: Token | undefined): boolean {
  return token?.kind === "mark" && ")]}".includes(token.text);
}

/** The place of the bracket that closes the one at `from`, or the end. */
export function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    if (opens(tokens[i])) depth++;
    else if (closes(tokens[i]) && --depth === 0) return i;
  }
  return tokens.length;
}
