/** Writes `docs/exit-codes.md` from the table that the tests run. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { troubles } from "./troubles.ts";

export const exitCodesPath = join(import.meta.dirname, "exit-codes.md");

const codes = `| Code | Means |
| --- | --- |
| 0 | done |
| 1 | failure; anything that is unexpected says so, and \`SLUICE_DEBUG=1\` shows where |
| 2 | usage, or input that cannot be used: one line says what, where, why and what to do |
| 3 | a policy, a card's profile or the gate said no |
| 4 | done, and some pairs or shards have errors: they are rows with the reason |
| 5 | \`provenance\`: the file is whole, and nobody whom you trust is known to have signed it |
| 6 | \`provenance\`: the file's manifest, proof or watermark does not hold |
| 75 | \`work\`, and \`audit --shard\`: worth starting again; a shard failed for a reason that may pass |
| 130 | interrupted; the command to go on with is printed. A signal that ends the process at once, as a second Ctrl-C does while DuckDB is at work, shows as 130 (SIGINT) or 143 (SIGTERM) in a shell |`;

/** The page: what each code means, and every trouble with its code, line and field. */
export function exitCodesPage(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = troubles.map(({ trouble, words, exit, says, json }) => {
    const field = json === undefined ? "" : `\`${json[0]}\`: \`${JSON.stringify(json[1])}\``;
    return `| ${cell(trouble)} | \`sluice ${cell(words.join(" "))}\` | ${exit} | \`${cell(says)}\` | ${field} |`;
  });
  return `# Exit codes

${codes}

Each row of this table is a test (\`test/contracts/exit-codes.test.ts\`); \`RUN\` is an audited run, \`DIR\` a folder, \`…\` what varies. A refusal is one line on stderr, and nothing on stdout; \`--json\` prints one document on stdout as soon as the command has one. What the gate refuses has one too: \`{"schema":"sluice.refusal/1","refused":[{"rule":…,"reason":…}]}\`.

| Trouble | Command | Code | It says | \`--json\` |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(exitCodesPath, exitCodesPage());
