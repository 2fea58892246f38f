import { count, counted } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { CuratedCheck } from "../../proof/check.ts";

/** What a check proved, or what it found. */
export function curatedCheckText(
  { proven, pairs, failures, more }: CuratedCheck,
  folder: string,
): readonly string[] {
  const sum = `${counted(pairs.source, "pair")} in the source, ${count(pairs.removed)} of them removed, ${count(pairs.written)} in ${folder}`;
  if (proven) return [`proven: ${sum}; nothing else is in it, and nothing else is missing`];
  return [
    ...failures.map(({ name, problem }) => `${printable(name)}: ${printable(problem)}`),
    ...(more > 0 ? [`and ${count(more)} more`] : []),
    `not proven: ${sum}; ${count(failures.length + more)} failures`,
  ];
}
