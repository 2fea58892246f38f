import { Box, Text } from "ink";
import type { Voting } from "../../actions/models/vote.ts";
import { printable } from "../../process/printable.ts";
import { noUndo } from "../../screens/compare/press.ts";
import { resultLines } from "../../screens/compare/result-lines.ts";

/** What the verdicts say, once there is one on every prompt: only now the models are named. */
export function Finished({ voting }: { readonly voting: Voting }) {
  const counted = voting.result();
  return (
    <Box flexDirection="column">
      <Text bold>All done.</Text>
      {counted !== null &&
        resultLines(counted.models, counted.comparison).map((line) => (
          <Text key={line}>{printable(line)}</Text>
        ))}
      <Text dimColor>{noUndo}</Text>
    </Box>
  );
}
