import type { Command } from "commander";

/** A flag: whether a value follows it, and which ones, where only some may. */
interface ShellFlag {
  readonly long: string;
  readonly about: string;
  readonly takes: boolean;
  readonly values: readonly string[];
}

/** A command as shells complete it: its words, what may follow. */
export interface ShellCommand {
  /** From the program on: `card answer`. */
  readonly path: string;
  readonly about: string;
  readonly subcommands: readonly string[];
  readonly flags: readonly ShellFlag[];
}

/** Every command of a program, itself included as the empty path. */
export function shellCommands(root: Command, path = ""): readonly ShellCommand[] {
  const own: ShellCommand = {
    path,
    about: root.description(),
    subcommands: root.commands.map((one) => one.name()),
    flags: root.options
      .filter(({ hidden, long }) => !hidden && long !== undefined && long !== null)
      .map(({ long, description, required, optional, argChoices }) => ({
        ...{ long: long ?? "", about: description, takes: required || optional, values: argChoices ?? [] },
      })),
  };
  return [
    own,
    ...root.commands.flatMap((one) => shellCommands(one, path === "" ? one.name() : `${path} ${one.name()}`)),
  ];
}

const flagWords = ({ flags }: ShellCommand) => [...flags.map(({ long }) => long), "--help"].join(" ");

/** Completion for bash: flags once one is begun, values of the flag before, subcommands, else files. */
export function bashCompletion(commands: readonly ShellCommand[]): string {
  const cases = commands.map(
    (one) => `    "${one.path}") words="${one.subcommands.join(" ")}" flags="${flagWords(one)}" ;;`,
  );
  const values = commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ takes }) => takes)
      .map((flag) => `    "${path} ${flag.long}") words="${flag.values.join(" ")}" ;;`),
  );
  return `# sluice completion bash > /etc/bash_completion.d/sluice
_sluice() {
  local path="" word words="" flags="" i now="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case " ${commands
      .filter(({ path }) => path !== "")
      .map(({ path }) => path.replaceAll(" ", "/"))
      .join(" ")} " in
      *" \${path:+\${path// //}/}\${word} "*) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  case "$path $before" in
${values.join("\n")}
    *) case "$now" in -*) words="$flags" ;; esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$now"))
}
complete -o default -F _sluice sluice`;
}

/** Completion for zsh, by the same table as bash's. */
export function zshCompletion(commands: readonly ShellCommand[]): string {
  return `#compdef sluice
# sluice completion zsh > "\${fpath[1]}/_sluice"
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(commands)}`;
}

/** Completion for fish: subcommands and flags with what they mean. */
export function fishCompletion(commands: readonly ShellCommand[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ path, subcommands, flags }) => {
    const seen = path.split(" ").filter(Boolean);
    const when =
      path === ""
        ? "__fish_use_subcommand"
        : seen.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const about = (name: string) =>
      commands.find((one) => one.path === (path === "" ? name : `${path} ${name}`))?.about ?? "";
    return [
      ...subcommands.map(
        (name) => `complete -c sluice -n ${quoted(when)} -a ${name} -d ${quoted(about(name))}`,
      ),
      ...flags.map(
        ({ long, about: means, takes, values }) =>
          `complete -c sluice -n ${quoted(when)} -l ${long.slice(2)}${takes ? " -r" : ""}${values.length > 0 ? ` -f -a ${quoted(values.join(" "))}` : ""} -d ${quoted(means)}`,
      ),
    ];
  });
  return ["# sluice completion fish > ~/.config/fish/completions/sluice.fish", ...lines].join("\n");
}

/** A page for man, in its macros. */
export function manPage(commands: readonly ShellCommand[], version: string): string {
  const plain = (text: string) =>
    text
      .replaceAll("\\", "\\e")
      .replaceAll("-", "\\-")
      .replace(/^([.'])/u, "\\&$1");
  const sections = commands
    .filter(({ path, subcommands }) => path !== "" && subcommands.length === 0)
    .flatMap(({ path, about, flags }) => [
      `.SS ${plain(`sluice ${path}`)}`,
      `${plain(about)}.`,
      ...flags.flatMap(({ long, about: means }) => [".TP", `.B ${plain(long)}`, plain(means)]),
    ]);
  return [
    `.TH SLUICE 1 "" "sluice ${version}"`,
    ".SH NAME",
    `sluice \\- ${plain(commands[0]?.about ?? "")}`,
    ".SH SYNOPSIS",
    ".B sluice",
    "COMMAND [ARGUMENTS]",
    ".SH COMMANDS",
    ...sections,
  ].join("\n");
}
