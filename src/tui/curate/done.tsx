import { Text } from "ink";
import type { Curated } from "../../pipelines/curate/summary.ts";
import { curatedLines } from "../../screens/curate/lines.ts";
import type { ListState } from "../../screens/kit/window.ts";
import { GlanceText } from "../run/glance-text.tsx";

/** What was written, what was not and why, and what a user of the dataset should know. */
export function Done({
  curated,
  to,
  list,
  height,
}: {
  readonly curated: Curated;
  readonly to: string;
  readonly list: ListState;
  /** Lines of counts that fit. */
  readonly height: number;
}) {
  return (
    <>
      {curatedLines(curated)
        .slice(list.top, list.top + height)
        .map((line, i) => (
          <GlanceText
            key={`${line.which.state} ${line.id}`}
            line={line}
            chosen={list.top + i === list.cursor}
          />
        ))}
      {curated.remarks.map((remark) => (
        <Text key={remark} color="yellow" wrap="wrap">
          {remark}
        </Text>
      ))}
      <Text wrap="truncate">
        written to {to}; {to}/removed.parquet says why the others are not in it
      </Text>
    </>
  );
}
