import type { Terminal } from "../test/support/terminal.ts";

/** A screen to be shown. */
export interface Shot {
  readonly title: string;
  /** Keys that lead here from the shot before. */
  readonly keys: readonly string[];
  /** What is on the screen once it is drawn. */
  readonly shows: RegExp;
}

/** Goes to a screen. @throws Error when it never shows what it should */
export async function keyed(
  terminal: Terminal,
  { keys, shows }: Pick<Shot, "keys" | "shows">,
): Promise<void> {
  await settled(terminal);
  for (const key of keys) {
    await terminal.press(key);
    await settled(terminal);
  }
  await terminal.until(shows, 300);
  await settled(terminal);
}

/** A screen as a section. */
export async function taken(terminal: Terminal, shot: Shot): Promise<string> {
  await keyed(terminal, shot);
  return `## ${shot.title}\n\n\`\`\`text\n${terminal.screen().trimEnd()}\n\`\`\`\n`;
}

/** Nothing was drawn for a while. */
async function settled(terminal: Terminal): Promise<void> {
  for (let last = ""; last !== terminal.screen(); ) {
    last = terminal.screen();
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}
