/** Writes the table of dialects and containers in `docs/formats.md`, from the registry of dialects. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dialects } from "../datasets/dialects/registry.ts";
import { formatIds } from "../datasets/registry.ts";

export const formatsPath = join(import.meta.dirname, "formats.md");

const [BEGIN, END] = ["<!-- dialects, by npm run docs:formats -->", "<!-- end of dialects -->"];

/** Every dialect with what it is known by, and the containers in which it is met. */
function table(): string {
  const met = formatIds.filter((id) => dialects.some(({ containers }) => containers.includes(id)));
  const cell = (text: string) => text.replaceAll("|", " or ").replaceAll("  ", " ");
  const rows = dialects.map(({ id, about, knownBy, containers }) => {
    const marks = met.map((one) => (containers.includes(one) ? "✓" : ""));
    const names = knownBy.map((name) => `\`${cell(name)}\``).join(", ");
    return `| \`${id}\` | ${cell(about)} | ${names} | ${marks.join(" | ")} |`;
  });
  return `| Dialect | Is | Known by | ${met.map((id) => `\`${id}\``).join(" | ")} |
| --- | --- | --- | ${met.map(() => "---").join(" | ")} |
${rows.join("\n")}`;
}

/** The page with its table as the registry has it. */
export function formatsPage(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`Cannot find "${BEGIN}" in formats.md`);
  return `${before}${BEGIN}\n${table()}\n${END}${after}`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(formatsPath, formatsPage(readFileSync(formatsPath, "utf8")));
