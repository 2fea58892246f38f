import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { changeFile } from "../../process/change-file.ts";
import { CliError } from "../../process/errors.ts";
import { fileModeIn, innerFolder, writeSafely } from "../../process/safe-files.ts";
import { packageRoot } from "../../process/version.ts";
import { isRuleFile } from "./engine.ts";

/** More than rules that people read ever take. */
const MOST = 256 * 1024;

const shipped = join(packageRoot, "src", "gate", "rules", "shipped");

/** Texts of rules by file name. */
export type RuleFiles = Readonly<Record<string, string>>;

/** The rules that ship: four eyes for people, or one person in every role for development. */
export async function shippedRules(development: boolean): Promise<RuleFiles> {
  const { "development.yaml": numbers = "", ...files } = await texts(shipped, (name) =>
    /\.(?:cedar|cedarschema|yaml|txt)$/u.test(name),
  );
  if (!development) return files;
  const { "four-eyes.cedar": _, ...others } = files;
  return { ...others, "settings.yaml": numbers };
}

/**
 * Reads `rules/` as it lies in a gate's folder.
 * @throws CliError (exit code 2): no folder, a link, a foreign or huge file
 */
export async function readRulesFolder(gate: string): Promise<RuleFiles> {
  const folder = join(gate, "rules");
  const names = await readdir(folder).catch(() => {
    throw refused(folder, "there is no such folder");
  });
  const foreign = names.find((name) => !isRuleFile(name) && !/^\.|~$|\.(?:part|lock)$/u.test(name));
  if (foreign !== undefined)
    throw refused(
      folder,
      `"${foreign}" is no file of the rules: wanted *.cedar, schema.cedarschema, settings.yaml, people.txt`,
    );
  return texts(folder, isRuleFile);
}

/** Writes `rules/` so that people can read and edit what is in force. */
export async function writeRulesFolder(gate: string, files: RuleFiles): Promise<void> {
  const folder = await innerFolder(join(gate, "rules"));
  const mode = await fileModeIn(folder);
  for (const [name, text] of Object.entries(files)) await writeSafely(join(folder, name), text, mode);
}

/** Changes one file of `rules/` as it stands by then; null where there is none. */
export async function changeRuleFile(
  gate: string,
  name: string,
  change: (old: string | null) => Promise<string>,
): Promise<void> {
  const folder = await innerFolder(join(gate, "rules"));
  await changeFile(join(folder, name), change, await fileModeIn(folder));
}

async function texts(folder: string, wanted: (name: string) => boolean): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder)).filter(wanted).sort()) {
    const path = join(folder, name);
    const { size, isFile } = await plain(path);
    if (!isFile) throw refused(folder, `"${name}" is not a plain file`);
    if (size > MOST) throw refused(folder, `"${name}" has ${size} bytes, wanted at most ${MOST}`);
    files[name] = await readFile(path, "utf8");
  }
  return files;
}

async function plain(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await lstat(path);
  return { size: found.size, isFile: found.isFile() };
}

function refused(folder: string, reason: string): CliError {
  return new CliError(`Cannot read rules "${folder}": ${reason}`, { exitCode: 2 });
}
