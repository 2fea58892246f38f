import { Fzf } from "fzf";
import { Box, Text } from "ink";
import { keyLabel } from "../../screens/kit/keys.ts";
import { moveTo } from "../../screens/kit/window.ts";
import { pad } from "./text.ts";

/** Something that can be found by its words and run. */
export interface MenuEntry {
  readonly label: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

/** Entries whose words match what was typed, best first. */
export function matching(entries: readonly MenuEntry[], text: string): readonly MenuEntry[] {
  const query = text.trim();
  if (query === "") return entries;
  const words = ({ label, keys }: MenuEntry) => `${label} ${keys.join(" ")}`;
  return new Fzf<readonly MenuEntry[]>(entries, { selector: words })
    .find(query)
    .map((found: { readonly item: MenuEntry }) => found.item);
}

/** A searchable list over the screen: `?` and `:` alike. */
export function Menu({
  entries,
  cursor,
  rows,
  columns,
}: {
  readonly entries: readonly MenuEntry[];
  readonly cursor: number;
  readonly rows: number;
  readonly columns: number;
}) {
  const { top } = moveTo({ cursor: 0, top: 0 }, cursor, entries.length, rows);
  return (
    <Box flexDirection="column">
      {entries.slice(top, top + rows).map(({ label, keys }, i) => (
        <Text key={`${label} ${keys[0]}`} inverse={top + i === cursor} wrap="truncate">
          {pad(` ${keys.map(keyLabel).join(" ")}`, 18)}
          {pad(label, columns - 18)}
        </Text>
      ))}
      {entries.length === 0 && <Text dimColor> nothing is called that; ⌫ to widen, esc to close</Text>}
    </Box>
  );
}
