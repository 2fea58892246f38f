/** Writes `docs/commands.md`: every command, argument and flag, as the program itself knows them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { commandTree } from "../src/cli/main.ts";
import { accountName } from "../src/process/account.ts";

export const commandsPath = join(import.meta.dirname, "commands.md");

/** The page: one section per command, in the order of the help. */
export function commandsPage(): string {
  const sections = leavesOf(commandTree()).map(section);
  return `# Commands

\`npx sluice …\` inside a clone, \`sluice …\` where it is installed. \`--help\` says the same with examples. Made by \`npm run docs:commands\`; exit codes stand in [a table of their own](exit-codes.md).

${sections.join("\n")}`;
}

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

function leavesOf(command: Command, path = ""): readonly Leaf[] {
  return command.commands.flatMap((one) => {
    const name = `${path}${one.name()}`;
    return one.commands.length > 0 ? leavesOf(one, `${name} `) : [{ path: name, command: one }];
  });
}

function section({ path, command }: Leaf): string {
  const places = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}…` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const rows = [
    ...command.registeredArguments.map((argument) =>
      row(`<${argument.name()}>`, argument.description, argument.defaultValue),
    ),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .map(({ flags, description, defaultValue, mandatory }) =>
        row(flags, mandatory ? `${description} (required)` : description, defaultValue),
      ),
  ];
  const table = rows.length === 0 ? [] : ["", "| Argument or flag | Means |", "| --- | --- |", ...rows];
  return [`## sluice ${[path, ...places].join(" ")}`, "", `${command.description()}.`, ...table, ""].join(
    "\n",
  );
}

function row(name: string, about: string, fallback: unknown): string {
  return `| \`${name.replaceAll("|", "\\|")}\` | ${about.replaceAll("|", "\\|").replaceAll("<", "\\<")}${defaultText(fallback)} |`;
}

/** A default that is somebody's name is not what the reader's would be. */
function defaultText(fallback: unknown): string {
  if (fallback === undefined || fallback === false || fallback === "") return "";
  return fallback === accountName({})
    ? "; by default your account's name"
    : `; default \`${String(fallback)}\``;
}

if (process.argv[1] === import.meta.filename) writeFileSync(commandsPath, commandsPage());
