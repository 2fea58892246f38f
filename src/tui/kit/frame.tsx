import cliTruncate from "cli-truncate";
import { Box, Text } from "ink";
import type { ReactNode } from "react";
import stringWidth from "string-width";
import type { AppState } from "../../screens/app/state.ts";
import { type Binding, keyLabel } from "../../screens/kit/keys.ts";
import { pad } from "./text.ts";

/** Title line, the screen, a notice or the command-line equivalent, and the key bar. */
export function Frame({
  columns,
  rows,
  title,
  policy,
  status,
  command,
  notice,
  menu,
  bottom,
  children,
}: {
  readonly columns: number;
  readonly rows: number;
  readonly title: string;
  /** By which policy all of it is decided; null where none decides. */
  readonly policy: string | null;
  readonly status: string;
  readonly command: string;
  readonly notice: AppState["notice"];
  /** What stands in place of the command while a menu is open; null where none is. */
  readonly menu: string | null;
  readonly bottom: ReactNode;
  readonly children: ReactNode;
}) {
  const right = ` ${status} `;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Text inverse wrap="truncate">
        {titleLine(title, policy, Math.max(10, columns - right.length))}
        {right}
      </Text>
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {children}
      </Box>
      {notice ? (
        <Text {...(notice.kind === "warning" ? { color: "red" } : { color: "green" })} wrap="truncate">
          {notice.kind === "warning" ? "! " : "✓ "}
          {notice.text}
        </Text>
      ) : (
        <Text dimColor wrap="truncate">
          {menu ?? `$ ${command}`}
        </Text>
      )}
      {bottom}
    </Box>
  );
}

/** Where one is and which policy decides there: where not all of it fits, the start of the way goes, never the policy. */
export function titleLine(title: string, policy: string | null, columns: number): string {
  const way = ` sluice › ${title}`;
  if (policy === null) return pad(way, columns);
  const words = ` · policy ${policy}`;
  const by =
    stringWidth(way + words) <= columns ? words : ` · ${cliTruncate(policy, Math.floor(columns / 2))}`;
  return pad(cliTruncate(way, Math.max(1, columns - stringWidth(by)), { position: "start" }) + by, columns);
}

/** Rows of the terminal that the frame keeps for itself. */
export const FRAME_ROWS = 3;

/** The keys that matter here, as many as fit; dim where they do not count yet. */
export function KeyBar({
  bindings,
  columns,
  isEarly = () => false,
}: {
  readonly bindings: readonly Binding<unknown>[];
  readonly columns: number;
  /** Whether what a key acts on is not drawn yet. */
  readonly isEarly?: (binding: Binding<unknown>) => boolean;
}) {
  const parts: { readonly key: string; readonly word: string; readonly dim: boolean }[] = [];
  const labelled = bindings.flatMap((binding) =>
    binding.bar === undefined
      ? []
      : [{ key: keyLabel(binding.keys[0] ?? ""), word: binding.bar, dim: isEarly(binding) }],
  );
  // The way to all other keys is never the one that does not fit.
  const help = labelled.filter(({ key }) => key === "?");
  const cells = ({ key, word }: { key: string; word: string }) => key.length + word.length + 3;
  let width = help.reduce((sum, part) => sum + cells(part), 0);
  for (const part of labelled) {
    if (part.key === "?") continue;
    if (width + cells(part) > columns) break;
    width += cells(part);
    parts.push(part);
  }
  parts.push(...help);
  return (
    <Text wrap="truncate">
      {parts.map(({ key, word, dim }) => (
        <Text key={`${key} ${word}`} dimColor={dim}>
          <Text bold color="cyan">
            {key}
          </Text>{" "}
          {word}
          {"  "}
        </Text>
      ))}
    </Text>
  );
}
