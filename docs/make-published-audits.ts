/**
 * Makes `published-audits.md`: asks each question of the published audits, and keeps what is answered.
 * `npm run docs:published-audits -- DATA [WORK]`: DATA holds the open data, WORK keeps the runs that are there already.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { laionCaptions } from "../bench/laion.ts";
import { captionCut } from "../filters/cuts.ts";
import { root, sluice } from "../test/support/cli.ts";
import { auditQuestions } from "./published-audits.ts";
import { type AuditQuestion, audits } from "./published-audits-runs.ts";

const [data, work = await mkdtemp(join(tmpdir(), "sluice-audits-"))] = process.argv.slice(2);
if (data === undefined)
  throw new Error("wanted the folder of the open data: npm run docs:published-audits -- DATA");
/** Questions whose commands said nothing that answers: the page is not written. */
const silent: string[] = [];
/** Lines of an answer that the page shows. */
const MOST = 12;

/** A command's words with the places of this machine. */
const here = (word: string) =>
  word
    .replace(/^DATA\//u, `${data}/`)
    .replace(/^(?:runs\/|evaluation|curated$|blurred$|documents$|[\w-]+\.(?:yaml|txt|csv)$)/u, (name) =>
      join(work, name),
    );

async function ask(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await sluice(...words.map(here));
  // 3: a policy keeps nothing or a document is missing; 4: some pairs cannot be read. Both answer.
  if (code === null || ![0, 3, 4].includes(code))
    throw new Error(`sluice ${words.join(" ")} ended with ${code}: ${stderr}`);
  return `${stdout}\n${stderr}`;
}

async function prepare(): Promise<void> {
  mkdirSync(join(work, "runs"), { recursive: true });
  for (const [name, words] of Object.entries(audits))
    if (!existsSync(join(work, "runs", name, "report.html")))
      await ask(["audit", ...words, "--out", `runs/${name}`, "--quiet"]);
  const rows = JSON.parse(await explored("runs/sample", "sha256 IS NOT NULL AND action = 'keep'"));
  const [first, second] = rows.pairs as readonly { readonly key: string; readonly sha256: string }[];
  writeFileSync(join(work, "list.txt"), `${first?.sha256}\n`);
  writeFileSync(join(work, "keys.txt"), `${second?.key}\n`);
  writeFileSync(join(work, "readings.csv"), await readings());
  writeFileSync(
    join(work, "text-only.yaml"),
    `name: text-only\nversion: 1\ndescription: drops by the text model alone\nrules:\n  - id: text\n    reason: flagged\n    when: ${["text_toxicity", "text_sexual_explicit"].map((column) => `${column} >= ${captionCut(column)}`).join(" OR ")}\n    action: drop\n    needs: [text_toxicity, text_sexual_explicit]\n`,
  );
  writeFileSync(
    join(work, "image-only.yaml"),
    "name: image-only\nversion: 1\ndescription: drops by the image alone\nrules:\n  - id: image\n    reason: flagged\n    when: image_score >= 0.5\n    action: drop\n    needs: [image_score]\n",
  );
}

/** The captions of the larger file with what two programs that read them all say: 1 where both found them sexual, nothing where one did or both were in doubt. */
async function readings(): Promise<string> {
  const file = join(root, "test/fixtures/web-captions/readings.tsv");
  const marks = new Map(
    readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.split("\t"))
      .map(([id = "", ...both]) => [id, both]),
  );
  const captions = await laionCaptions(join(data ?? "", "laion-urls-4000.parquet"));
  const rows = captions.map((caption, i) => {
    const said = (marks.get(`laion-urls-4000:${i}`) ?? []).filter((mark) => /s/iu.test(mark));
    const label =
      said.length === 0 ? "0" : said.length === 2 && said.every((mark) => mark === "S") ? "1" : "";
    return `"${caption.replaceAll('"', '""')}",${label}`;
  });
  return ["text,sexual_explicit", ...rows, ""].join("\n");
}

async function explored(run: string, where: string): Promise<string> {
  const { stdout } = await sluice("explore", here(run), "--where", where, "--json");
  return stdout;
}

async function answered({ id, ask: question, state, note, commands, lines }: AuditQuestion): Promise<string> {
  const said: string[] = [];
  for (const words of commands) said.push(...(await ask(words)).split("\n"));
  if (commands.some((words) => words.includes("documents")))
    said.push(...readFileSync(join(work, "documents/datasheet.md"), "utf8").split("\n"));
  const found = said
    .map((line) =>
      line
        .replaceAll(work, ".")
        .replaceAll(data ?? "", "DATA")
        .replace(/, run by \S+$/u, ", run by USER"),
    )
    .filter((line) => lines.some((wanted) => wanted.test(line)));
  const shown = [...new Set(found)].slice(0, MOST);
  if (commands.length > 0 && shown.length === 0) silent.push(id);
  const shell = commands.map((words) => `$ sluice ${words.map(quoted).join(" ")}`);
  return [
    `### ${id}. ${question}`,
    "",
    state === "answered" ? "**Answered.**" : state === "partly" ? "**In part only.**" : "**Cannot.**",
    ...(note === undefined ? [] : ["", `${note.charAt(0).toUpperCase()}${note.slice(1)}.`]),
    ...(shell.length === 0 ? [] : ["", "```", ...shell, ...shown, "```"]),
    "",
  ].join("\n");
}

const quoted = (word: string) => (/^[\w./:=,-]+$/u.test(word) ? word : `'${word}'`);

await prepare();
const parts: string[] = [];
for (const question of auditQuestions) {
  process.stderr.write(`${question.id}\n`);
  parts.push(await answered(question));
}
const full = auditQuestions.filter(({ state }) => state === "answered").length;
const share = Math.round((100 * full) / auditQuestions.length);
if (silent.length > 0) throw new Error(`no line answers ${silent.join(", ")}`);
const page = `# What published audits asked, answered by commands

Questions that published audits of web-scraped image–text data asked, in our words, each with the commands that answer it and what they say of open data. Of ${auditQuestions.length} questions ${full} are answered (${share} %); one that is answered in part counts as not answered.

This page is made by \`npm run docs:published-audits -- DATA\`: DATA is a folder with \`laion-urls-1000.parquet\` and \`laion-urls-4000.parquet\` (tests/test_files of rom1504/img2dataset @ 95523bc: its 1,000 rows, and 3,948 further ones of its 10,000), \`docs-alt-text\` (200 pairs of microsoft/IoT-For-Beginners as an imagefolder) and \`openstax\` (pictures of its textbooks with alt texts, as an imagefolder). \`sample\` is built in. First:

\`\`\`
${Object.entries(audits)
  .map(([name, words]) => `$ sluice audit ${words.join(" ")} --out runs/${name}`)
  .join("\n")}
\`\`\`

Shares are of flags by models that err both ways, with 95 % intervals; what few pairs allow is said as a bound.

${parts.join("\n")}`;
writeFileSync(join(root, "docs/published-audits.md"), `${page.trimEnd()}\n`);
