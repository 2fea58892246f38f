import { Box, Text } from "ink";
import { type Binding, keyLabel } from "../../screens/kit/keys.ts";
import { moveTo } from "../../screens/kit/window.ts";
import { pad } from "./text.ts";

/** A searchable list over the screen: `?` and `:` alike. */
export function Menu({
  entries,
  cursor,
  rows,
  columns,
}: {
  readonly entries: readonly Binding<unknown>[];
  readonly cursor: number;
  readonly rows: number;
  readonly columns: number;
}) {
  const { top } = moveTo({ cursor: 0, top: 0 }, cursor, entries.length, rows);
  return (
    <Box flexDirection="column">
      {entries.slice(top, top + rows).map(({ help, keys }, i) => (
        <Text key={`${help} ${keys[0]}`} inverse={top + i === cursor} wrap="truncate">
          {pad(` ${keys.map(keyLabel).join(" ")}`, 17)} {pad(help, columns - 18)}
        </Text>
      ))}
      {entries.length === 0 && <Text dimColor> nothing is called that; ⌫ to widen, esc to close</Text>}
    </Box>
  );
}
