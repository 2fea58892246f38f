import { namesOf, placedTable } from "./croissant-files.ts";
import { type Described, field, type Node, quotedPattern, recordSet } from "./croissant-nodes.ts";
import type { LayoutFile, LayoutPart } from "./layout.ts";

/** Rows that stand in lines, by what parts their fields and what these are: `lines⇥caption⇥url`. */
export function linesLayout(part: LayoutPart, number: string): Described {
  const distribution: Node[] = [];
  const sets = part.files.map((file, i) => {
    const id = part.files.length === 1 ? `pairs${number}` : `pairs${number}-${i}`;
    const { nodes, source } = placedTable(file, "text/plain");
    distribution.push(...nodes);
    return recordSet(id, fieldsOf(file, id, source));
  });
  return {
    distribution,
    recordSet: sets,
    limits: [
      `${namesOf(part.files, part.number)} without names of columns, and described line by line: mlcroissant parts lines at commas and quotes, too, and fails on such lines or reads a piece of them`,
    ],
  };
}

function fieldsOf({ rowsAt }: LayoutFile, id: string, source: Node): readonly Node[] {
  const mark = rowsAt?.slice("lines".length)[0] ?? "\t";
  const names = rowsAt?.split(mark).slice(1) ?? [];
  const other = `[^${quotedPattern(mark)}]*`;
  return names.map((name, i) => {
    // What stands behind the last mark is the last field's.
    const own = i === names.length - 1 ? ".*" : other;
    const regex = `^${`${other}${quotedPattern(mark)}`.repeat(i)}(${own})${i === names.length - 1 ? "$" : ""}`;
    return field(`${id}/${name}`, "sc:Text", {
      ...source,
      extract: { fileProperty: "lines" },
      transform: { regex },
    });
  });
}
