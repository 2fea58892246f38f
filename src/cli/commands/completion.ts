import type { Command } from "commander";
import { version } from "../../process/version.ts";
import type { AddCommand } from "../../words/command.ts";
import {
  bashCompletion,
  fishCompletion,
  manPage,
  shellCommands,
  zshCompletion,
} from "../../words/shell-words.ts";

/** `sluice completion`: what shells complete, and a page for man, from the table of commands. @param tree all of them */
export const addCompletion =
  (tree: () => Command): AddCommand =>
  (program, session) => {
    const completion = program
      .command("completion")
      .description("completion for a shell, or a page for man, to be written where these look for them");
    const all = () => shellCommands(tree());
    const add = (name: string, about: string, text: () => string) =>
      completion
        .command(name)
        .description(about)
        .action(() => session.print(text()));
    add("bash", "completion for bash", () => bashCompletion(all()));
    add("zsh", "completion for zsh", () => zshCompletion(all()));
    add("fish", "completion for fish", () => fishCompletion(all()));
    add("man", "a manual page: sluice completion man | man -l -", () => manPage(all(), version));
  };
