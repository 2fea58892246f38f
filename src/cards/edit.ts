import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../process/errors.ts";
import type { Question } from "./questions/question.ts";
import type { Card } from "./source/card.ts";

/**
 * Lets a person write an answer in their editor, with the question and its evidence above it as comments.
 * @returns the text without comments; null where nothing was written
 * @throws CliError (exit code 2) where there is no editor or it fails
 */
export async function editAnswer(
  question: Question,
  card: Card,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const editor = env["VISUAL"] || env["EDITOR"];
  if (!editor) throw new CliError("Cannot edit: $EDITOR is not set; use --text or --file", { exitCode: 2 });
  const folder = await mkdtemp(join(tmpdir(), "sluice-answer-"));
  const path = join(folder, `${question.id}.md`);
  try {
    await writeFile(path, template(question, card));
    await run(editor, path);
    const text = (await readFile(path, "utf8")).replace(/^<!--[\s\S]*?-->\n*/u, "").trim();
    return text === "" ? null : text;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function template({ id, ask, why, evidence }: Question, { facts, answers }: Card): string {
  const beside = evidence.flatMap((name) => {
    const fact = facts[name];
    return fact
      ? [`${fact.about}:`, ...fact.result.slice(0, 12).map((row) => `  ${JSON.stringify(row)}`)]
      : [];
  });
  const comment = [
    `${id}. ${ask}`,
    `Why we ask: ${why}`,
    ...beside,
    "Write below; leave it empty to change nothing.",
  ];
  return `<!--\n${comment.join("\n").replaceAll("-->", "-- >")}\n-->\n\n${answers[id]?.text ?? ""}\n`;
}

function run(editor: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(`${editor} "$0"`, [path], { shell: true, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve()
        : reject(new CliError(`Cannot edit: ${editor} ended with ${code}`, { exitCode: 2 })),
    );
  });
}
