import { placeStates } from "../cards/choices.ts";
import type { PlaceCoverage, StandardCoverage } from "../cards/standards/coverage.ts";

/** The matrix in lines of at most 80 columns: counts of each standard, then what is still wanted of whom. */
export function matrixText(standards: readonly StandardCoverage[]): readonly string[] {
  const row = (first: string, cells: readonly (string | number)[]) =>
    `${first.padEnd(15)}${cells.map((cell) => String(cell).padStart(13)).join("")}`;
  const wanted = [...new Set(standards.flatMap(({ places }) => places.flatMap(({ open }) => open)))];
  return [
    row("", placeStates),
    ...standards.map(({ id, counts }) =>
      row(
        id,
        placeStates.map((state) => counts[state]),
      ),
    ),
    ...(wanted.length === 0 ? ["no answer is open"] : wrapped(`open answers: ${wanted.join(", ")}`)),
    ...standards.flatMap(({ id, places }) => missing(id, places)),
    "every place: --format md, csv or --json",
  ];
}

const WIDTH = 80;

function missing(id: string, places: readonly PlaceCoverage[]): readonly string[] {
  const empty = places.filter(({ state }) => state === "empty").map(({ number }) => number);
  return empty.length === 0 ? [] : wrapped(`empty in ${id}: ${[...new Set(empty)].join(", ")}`);
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines;
}
