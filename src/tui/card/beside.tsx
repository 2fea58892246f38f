import { Box, Text } from "ink";
import type { Question } from "../../cards/questions/question.ts";
import type { Card } from "../../cards/source/card.ts";
import { percent } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import { wilson } from "../../statistics/wilson.ts";
import { cell } from "../kit/text.ts";

/** What stands beside a question: why it is asked, who wants it, what was said, what was measured. */
export function Beside({
  question,
  card,
  folder,
  columns,
  rows,
}: {
  readonly question: Question;
  readonly card: Card;
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
}) {
  const { id, why, required, evidence } = question;
  const answer = card.answers[id];
  const measured = evidence.flatMap((name) => {
    const fact = card.facts[name];
    return fact === undefined
      ? []
      : [`${fact.about}:`, ...fact.result.slice(0, 8).map((row) => `  ${rowText(row, fact.rates ?? false)}`)];
  });
  const said =
    answer === undefined
      ? "not answered; long answers: e.g."
      : `${answer.state} by ${answer.author}, ${answer.date}: ${answer.text}`;
  const hint = answer === undefined ? ` sluice card answer ${shellWord(folder)} ${id} --edit` : "";
  return (
    <Box flexDirection="column" width={columns} height={Math.max(1, rows)} overflow="hidden">
      <Text bold wrap="truncate">
        ── {id}: {printable(why)} {required.length > 0 ? `[${required.join(", ")}]` : "[nobody wants it]"}
      </Text>
      <Text wrap="wrap" {...(answer?.state === "stale" ? { color: "red" } : {})}>
        {printable(said)}
        {hint}
      </Text>
      {measured.slice(0, Math.max(0, rows - 4)).map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Text key={i} dimColor wrap="truncate">
          {line}
        </Text>
      ))}
    </Box>
  );
}

function rowText(row: Readonly<Record<string, unknown>>, rates: boolean): string {
  if (!rates)
    return Object.entries(row)
      .map(([name, value]) => `${name} ${cell(value)}`)
      .join(", ");
  const { k, n, low: _low, high: _high, ...rest } = row;
  const { rate, low, high } = wilson(Number(k), Number(n));
  return `${Object.values(rest).map(cell).join(" ")}: ${cell(k)} of ${cell(n)}, ${percent(rate)} [${percent(low)}, ${percent(high)}]`;
}
