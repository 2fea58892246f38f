/**
 * Writes what the interface looks like, from the real program in a real pseudo-terminal, to `docs/screens-*.md`:
 *
 *     npm run screens
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTerminal, type Terminal } from "../test/tui/terminal.ts";

interface Shot {
  readonly title: string;
  /** Keys that lead here from the shot before. */
  readonly keys: readonly string[];
  /** What is on the screen once it is drawn. */
  readonly shows: RegExp;
}

const shots: readonly Shot[] = [
  { title: "Home, before the first run", keys: [], shows: /Start here/u },
  { title: "Audit", keys: ["enter"], shows: /every shard is done/u },
  { title: "Run", keys: ["enter"], shows: /Rates, 95 % interval/u },
  { title: "Explore", keys: ["e"], shows: /1\/75/u },
  {
    title: "Explore: why a pair is reviewed",
    keys: ["w", "image_porn > 0.5", "enter", "enter"],
    shows: /▶ image/u,
  },
  { title: "Explore: the values of a column", keys: ["x", "l", "l", "l", "f"], shows: /75 pairs|%/u },
  { title: "Keys (`?`)", keys: ["f", "?"], shows: /explain this pair/u },
  { title: "Threshold scrubber", keys: ["escape", "q", "t", "h", "h", "h"], shows: /→ 0\.\d/u },
  { title: "Review, as every pair begins: masked", keys: ["q", "r"], shows: /· 0\/\d/u },
  { title: "Review: mosaic, in half blocks (colours are lost here)", keys: ["3"], shows: /▀▀▀/u },
  { title: "Curate, done", keys: ["q", ":", "curate", "enter", "enter"], shows: /\d written/u },
  {
    title: "Card: the questionnaire, its evidence beside it",
    keys: ["q", "d", "j", "j", "j", "j", "j", "j", "j"],
    shows: /open/u,
  },
];

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

for (const size of sizes) {
  const cwd = await mkdtemp(join(tmpdir(), "sluice-screens-"));
  try {
    const terminal = openTerminal([], { cwd, env: { SLUICE_REVIEWER: "ann" }, ...size });
    const parts = [];
    for (const shot of shots) parts.push(await taken(terminal, shot));
    await terminal.press("Q");
    await terminal.ended;
    const name = `${size.columns}×${size.rows}`;
    const head = `# Screens at ${name}\n\nWritten by \`npm run screens\` from the built-in sample, which is harmless.\n`;
    await writeFile(
      join(import.meta.dirname, `screens-${size.columns}x${size.rows}.md`),
      [head, ...parts].join("\n"),
    );
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function taken(terminal: Terminal, { title, keys, shows }: Shot): Promise<string> {
  for (const key of keys) {
    await terminal.press(key);
    await settled(terminal);
  }
  await terminal.until(shows, 120);
  await settled(terminal);
  return `## ${title}\n\n\`\`\`text\n${terminal.screen().trimEnd()}\n\`\`\`\n`;
}

/** Nothing was drawn for a while. */
async function settled(terminal: Terminal): Promise<void> {
  for (let last = ""; last !== terminal.screen(); ) {
    last = terminal.screen();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
