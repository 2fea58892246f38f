/** Cells as aligned columns, `gap` apart: the first column to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[], gap = "  "): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number) =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return rows.map((row) => row.map(pad).join(gap).trimEnd());
}
