import { Box, Text } from "ink";
import type { FactLine } from "../../screens/gate/detail.ts";

/** What the ledger says, a fact a line. */
export function Facts({ lines }: { readonly lines: readonly FactLine[] }) {
  return lines.map(([name, value]) => (
    <Text key={name} wrap="truncate">
      <Text dimColor>{name.padEnd(13)}</Text>
      {value}
    </Text>
  ));
}

/** What the ledger says of the chosen line, as far as there is room. */
export function Detail({
  lines,
  rows,
  columns,
}: {
  readonly lines: readonly FactLine[];
  readonly rows: number;
  readonly columns: number;
}) {
  return (
    <Box flexDirection="column" width={columns} height={Math.max(1, rows)} overflow="hidden">
      <Facts lines={lines.slice(0, Math.max(1, rows))} />
    </Box>
  );
}
