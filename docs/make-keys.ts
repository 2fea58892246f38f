/** Writes `docs/keys.md`: the keys of every screen, in all its states, as its own table has them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyTables } from "../src/keys/key-tables.ts";
import { keyLabel } from "../src/screens/kit/keys.ts";

export const keysPath = join(import.meta.dirname, "keys.md");

/** The page: a table per screen; a key that means something else in another state stands twice. */
export function keysPage(): string {
  const sections = keyTables.map(({ screen, title, states }) => {
    const rows = states
      .flat()
      .map(
        ({ keys, help }) =>
          `| ${keys.map((key) => `\`${keyLabel(key).replace("|", "\\|")}\``).join(" ")} | ${help} |`,
      );
    return `## ${title}\n\nIn settings: \`${screen}\`.\n\n| Keys | |\n| --- | --- |\n${[...new Set(rows)].join("\n")}\n`;
  });
  return `# Keys

The line at the bottom of a screen names the most useful ones, \`?\` finds and runs any of them. A key of your own is [a setting](review.md#settings-of-your-own): \`explore.space=X\` lets \`X\` do what \`space\` does in explore. Made by \`npm run docs:keys\` from the tables that the screens read.

${sections.join("\n")}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(keysPath, keysPage());
