import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/**
 * Finds the lines of a document's nodes, counted from 1: of JSON, which is YAML too, or of the metadata before a
 * Markdown text. A node that is not there has the line of the one that it is missing in.
 * @param text the whole file
 * @returns from a JSON path (`$.recordSet[0].field`) to its line
 */
export function linesOf(text: string): (node: string) => number {
  const front = /^\uFEFF?---[^\n]*\n/u.exec(text)?.[0] ?? "";
  const body = text.slice(front.length);
  const end = front === "" ? -1 : body.search(/^---\s*$/mu);
  const counter = new LineCounter();
  const source = end < 0 ? body : body.slice(0, end);
  const { contents } = parseDocument(source, { lineCounter: counter, uniqueKeys: false, logLevel: "silent" });
  const first = front === "" ? 0 : 1;
  return (node) => {
    let place = contents?.range?.[0] ?? 0;
    let at: Node | null = contents;
    for (const key of keysOf(node)) {
      const found = below(at, key);
      if (found === null) break;
      [place, at] = [found.place, found.node];
    }
    return first + Math.max(1, counter.linePos(place).line);
  };
}

/** A child and where it, or its key, begins. */
function below(
  node: Node | null,
  key: string | number,
): { readonly place: number; readonly node: Node | null } | null {
  if (isSeq(node) && typeof key === "number") {
    const item = node.items[key] as Node | undefined;
    return item?.range ? { place: item.range[0], node: item } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(key));
  const place = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  return place === undefined ? null : { place, node: (pair?.value ?? null) as Node | null };
}

/** `$.a[0]["b c"]` as its steps. */
function keysOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(/\.([A-Za-z_]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gu)].map(
    ([, name, index, quoted]) =>
      name ?? (index === undefined ? (JSON.parse(quoted ?? '""') as string) : Number(index)),
  );
}
