import { Box, Text } from "ink";
import type { OpenComparison } from "../../compare/comparison.ts";
import { compareVotes } from "../../compare/result.ts";
import { printable } from "../../process/printable.ts";
import { noUndo } from "../../screens/compare/press.ts";
import { resultLines } from "../../screens/compare/result-lines.ts";

/** What the verdicts say, once there is one on every prompt: only now the models are named. */
export function Finished({ comparison: { models, votes } }: { readonly comparison: OpenComparison }) {
  return (
    <Box flexDirection="column">
      <Text bold>All done.</Text>
      {resultLines(models, compareVotes(votes.verdicts())).map((line) => (
        <Text key={line}>{printable(line)}</Text>
      ))}
      <Text dimColor>{noUndo}</Text>
    </Box>
  );
}
