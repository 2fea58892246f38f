import { Box, Text } from "ink";
import type { ReactNode } from "react";
import type { Overlay } from "../screens/app/state.ts";
import { type Seen, unseenBy } from "../screens/app/typed-ahead.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { allBindings, type Keyboard } from "./app-bindings.ts";
import { KeyBar } from "./kit/frame.tsx";
import type { Interface } from "./kit/interface.ts";
import { Menu } from "./kit/menu.tsx";

/** The screen stays mounted, unseen, while a menu lies over it: its state is kept. */
export function Over({
  overlay,
  entries,
  size,
  children,
}: {
  readonly overlay: Overlay | null;
  readonly entries: readonly Binding<unknown>[];
  readonly size: Interface["size"];
  readonly children: ReactNode;
}) {
  const menu = overlay !== null && "cursor" in overlay;
  return (
    <>
      {menu && <Menu entries={entries} cursor={overlay.cursor} rows={size.rows} columns={size.columns} />}
      <Box flexDirection="column" display={menu ? "none" : "flex"}>
        {children}
      </Box>
    </>
  );
}

/** The key bar, or the line that is being typed. */
export function Bottom({
  keyboard,
  columns,
  now,
  live,
}: {
  readonly keyboard: Keyboard;
  readonly columns: number;
  /** What is on screen, and what of it was seen: other keys do not count yet. */
  readonly now: Seen;
  readonly live: Seen;
}) {
  const { overlay } = keyboard.state;
  if (overlay === null || overlay.kind === "panic")
    return (
      <KeyBar
        bindings={allBindings(keyboard)}
        columns={columns}
        isEarly={(binding) => unseenBy(binding, false, now, live) !== undefined}
      />
    );
  const labels = { help: "find a key:", palette: ":", question: "" };
  return (
    <Text wrap="truncate-start">
      <Text bold color="cyan">
        {overlay.kind === "question" ? overlay.label : labels[overlay.kind]}{" "}
      </Text>
      {overlay.kind === "question" && overlay.secret ? "•".repeat([...overlay.text].length) : overlay.text}
      <Text inverse> </Text>
    </Text>
  );
}
