import type { LabelRecord } from "./labels.ts";
import { type SettledLabels, settle } from "./verdicts.ts";

/**
 * A run's labels with `reviewer-1`, `reviewer-2` … in place of names, in the order of their first records: the door to
 * labels for all that leaves with a dataset (its books, cards, reports, policies and label files).
 */
export function nameless({ records, troubles }: SettledLabels): SettledLabels {
  const numbers = numbersOf(records);
  const anonymous = records.map((record) => withoutName(record, numbers));
  return {
    records: anonymous,
    troubles: troubles.map((line) => line.replace(/^labels\/.*\.jsonl line/u, "a label file, line")),
    ...settle(anonymous),
  };
}

function numbersOf(records: readonly LabelRecord[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { reviewer, time, id } of records) {
    // Where two began in one millisecond, the record's random id decides: the order of the alphabet would tell on them.
    const at = `${time} ${id}`;
    if (at < (first.get(reviewer) ?? "~")) first.set(reviewer, at);
  }
  const names = [...first].sort(([, a], [, b]) => (a < b ? -1 : 1));
  return new Map(names.map(([name], i) => [name, `reviewer-${i + 1}`]));
}

function withoutName<R extends LabelRecord>(record: R, numbers: ReadonlyMap<string, string>): R {
  const reviewer = numbers.get(record.reviewer) ?? "reviewer";
  if (record.type !== "verdict" || record.note === undefined) return { ...record, reviewer };
  let note = record.note;
  for (const [name, number] of numbers) note = note.replaceAll(wordOf(name), number);
  return { ...record, reviewer, note };
}

/** A name where it stands as a word of its own, in whatever letters. */
function wordOf(name: string): RegExp {
  const plain = name.replace(/[.\\+*?^$(){}[\]|]/gu, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`, "giu");
}
