import { nearest } from "../../process/nearest.ts";
import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { asMeant, matching } from "../kit/menu.ts";
import { type Command, type CommandEffect, commands, type Place } from "./command-table.ts";

/** A command by name, with the words that were asked for. */
export interface NamedCommand {
  readonly type: "command";
  readonly name: string;
  readonly text: string;
}

/** Names of all commands, for completion. */
export const commandNames: readonly string[] = commands.map(({ name }) => name);

/** The palette: the first word finds a command, first one that begins so; it takes the rest, and asks for words that it lacks. */
export function commandsFor(
  text: string,
  place: Place,
): readonly Binding<Intent<CommandEffect | NamedCommand>>[] {
  const [first = "", ...rest] = text.trimStart().split(" ");
  const words = rest.join(" ").trim();
  const usable = commands.filter(({ inRun }) => !inRun || place.folder !== null);
  const lines = usable.map((command) => ({
    help: command.help,
    keys: [command.takes === undefined ? command.name : `${command.name} ${takenBy(command)}`],
    action: wordsOf(command, words) ?? command.meant(words, place.folder ?? "", place),
  }));
  const exact = lines.filter((_, i) => usable[i]?.name === first);
  if (exact.length > 0) return exact;
  const found = matching(lines, first);
  const begins = (name = "") => Number(name.startsWith(first));
  if (commandNames.some(begins)) return found.toSorted((a, b) => begins(b.keys[0]) - begins(a.keys[0]));
  // No command begins so: what was meant may be a slip away.
  const near = nearest(first, commandNames);
  const meant = lines.filter((_, i) => near.includes(usable[i]?.name ?? ""));
  return [
    ...meant.map(asMeant),
    ...found.filter(({ keys }) => !meant.some((one) => one.keys[0] === keys[0])),
  ];
}

/** What a command comes to with the words that were typed for it. */
export function commanded({ name, text }: NamedCommand, place: Place): CommandEffect {
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`no command is called ${name}`);
  return command.meant(text.trim(), place.folder ?? "", place);
}

function takenBy({ takes = "", optional }: Command): string {
  return optional ? `[${takes}]` : takes;
}

/** The question for words that a command needs and did not get. */
function wordsOf({ name, takes, optional }: Command, words: string) {
  if (takes === undefined || words !== "" || optional === true) return null;
  const typed = { type: "command", name, text: "" } as const;
  return { type: "ask", label: `${name} ${takes}:`, typed } as const;
}
