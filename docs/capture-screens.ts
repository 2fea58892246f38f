/**
 * Writes what the interface looks like, from the real program in a real pseudo-terminal, to `docs/screens-*.md`:
 *
 *     npm run screens              # or one part: npm run screens gate
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTerminal } from "../test/support/terminal.ts";
import { gateShots } from "./gate-shots.ts";
import { type Shot, taken } from "./shots.ts";

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
  { title: "Gallery, behind the veil", keys: ["escape", "v"], shows: /gallery/u },
  { title: "Gallery: mosaics, in blocks (colours are lost here)", keys: ["3"], shows: /[▀▌▘▚▛▜▙]{3}/u },
  { title: "Topics", keys: ["q", ":", "topics", "enter"], shows: /\d pairs, \d/u },
  { title: "Threshold scrubber", keys: ["q", "q", "t", "h", "h", "h"], shows: /→ 0\.\d/u },
  { title: "Review, as every pair begins: masked", keys: ["q", "q", "r"], shows: /· 0\/\d/u },
  { title: "Review: mosaic, in blocks (colours are lost here)", keys: ["3"], shows: /[▀▌▘▚▛▜▙]{3}/u },
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

/** Screens of a dataset's way, from audit to card. */
async function datasetShots(cwd: string, size: (typeof sizes)[number]): Promise<readonly string[]> {
  const terminal = openTerminal([], { cwd, env: { SLUICE_REVIEWER: "ann" }, ...size });
  const parts = [];
  for (const shot of shots) parts.push(await taken(terminal, shot));
  await terminal.press("Q");
  await terminal.ended;
  return parts;
}

const groups = {
  dataset: {
    file: "screens",
    from: "from the built-in sample, which is harmless",
    take: datasetShots,
  },
  gate: {
    file: "screens-gate",
    from: "at a gate of three people, with the model that ships",
    take: gateShots,
  },
};

const wanted = process.argv.slice(2);
for (const [name, { file, from, take }] of Object.entries(groups))
  for (const size of sizes) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const cwd = await mkdtemp(join(tmpdir(), "sluice-screens-"));
    try {
      const head = `# Screens at ${size.columns}×${size.rows}\n\nWritten by \`npm run screens\` ${from}.\n`;
      const to = join(import.meta.dirname, `${file}-${size.columns}x${size.rows}.md`);
      await writeFile(to, [head, ...(await take(cwd, size))].join("\n"));
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  }
