/**
 * What the image models say of pictures by register: `npm run bench:probes` prints the tables of docs/image-panel.md
 * and of the models' cards, `-- --write` writes them there. Scores are kept in
 * $XDG_CACHE_HOME/sluice/probes/scores.jsonl: a second run takes seconds.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { decodeImage, limitDecodeThreads } from "../datasets/index.ts";
import { panel, together } from "../filters/image-panel.ts";
import { loadImageClassifier, modelFolder } from "../models/index.ts";
import { figureTable } from "./figure-tables.ts";
import { readRegisters } from "./image-registers.ts";
import { measuredBy, panelScores } from "./kept-scores.ts";
import { eachProbe, reachable } from "./probe-reach.ts";
import { bothErrors, modelTables, panelTable, precisionTable, type Rows } from "./probe-tables.ts";

limitDecodeThreads(1);
const members = await Promise.all(
  panel.map(async (member) => ({ ...member, ...(await loadImageClassifier(member.id, { device: "cpu" })) })),
);
const known = panelScores(members);
const { registers, missing } = readRegisters();
for (const name of missing) console.error(`not here: ${name}; models/image-probes/fetch.sh fetches packages`);
const paths = [...new Set(registers.flatMap((register) => register.paths))];
for (const path of paths) if (known.get(path) === undefined) known.put(path, await measured(path));

async function measured(path: string): Promise<Rows | null> {
  const { pixels } = await decodeImage(await readFile(path));
  return pixels ? measuredBy(members, pixels) : null;
}
for (const member of members) await member.close();

const scored = registers.map(({ name, wanted, paths: of }) => {
  const all = of.flatMap((path) => {
    const rows = known.get(path) ?? null;
    return rows === null ? [] : [{ path, rows }];
  });
  return { name, wanted, all: all.map(({ rows }) => rows), names: all.map(({ path }) => basename(path)) };
});
const register = (name: string) => scored.find((one) => one.name === name) ?? { all: [], names: [] };
const sections: readonly (readonly [file: string, name: string, table: string])[] = [
  [page("docs/image-panel.md"), "registers", panelTable(members, scored)],
  [page("docs/image-panel.md"), "each-probe", eachProbe(members, scored)],
  [page("docs/image-panel.md"), "reachable", reachable(members, scored)],
  [
    page("docs/image-panel.md"),
    "figures",
    figureTable(
      members,
      register("drawn figures in swim-, sports- and underwear"),
      register("the same figures, dressed"),
    ),
  ],
  [page("docs/image-panel.md"), "both-errors", bothErrors(members, scored)],
  [
    page("docs/image-panel.md"),
    "precision",
    precisionTable(scored, (rows) => together(members, rows).score >= 0.5),
  ],
  ...members.map(
    (member, m) =>
      [join(modelFolder(member.id), "README.md"), "registers", modelTables(member, m, scored)] as const,
  ),
];
for (const [file, name, table] of sections) {
  console.log(`\n## ${file}, ${name}\n\n${table}`);
  if (process.argv.includes("--write")) writeBetween(file, name, table);
}

function page(name: string): string {
  return join(import.meta.dirname, "..", name);
}

/** Between the marks that a page has for it. */
function writeBetween(file: string, name: string, table: string): void {
  const text = readFileSync(file, "utf8");
  const [start, end] = [`<!-- probes: ${name} -->\n`, "\n<!-- /probes -->"];
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`Cannot write "${file}": wanted the marks of ${name}`);
  writeFileSync(file, `${text.slice(0, from + start.length)}${table}${text.slice(to)}`);
}
