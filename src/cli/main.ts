import { Command, CommanderError } from "commander";
import { CliError, type ExitCode, oneLine } from "../errors.ts";
import { printable } from "../printable.ts";
import { terminalGone } from "../terminal-gone.ts";
import { version } from "../version.ts";
import { type AddCommand, commandLine, type Session } from "./command.ts";
import { addAgreement } from "./commands/agreement.ts";
import { addAudit } from "./commands/audit.ts";
import { addCalibrate } from "./commands/calibrate.ts";
import { addCard } from "./commands/card.ts";
import { addCurate } from "./commands/curate.ts";
import { addDatasets } from "./commands/datasets.ts";
import { addDecide } from "./commands/decide.ts";
import { addDiff } from "./commands/diff.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addExplore } from "./commands/explore.ts";
import { addFilters } from "./commands/filters.ts";
import { addGate } from "./commands/gate.ts";
import { addGenerate } from "./commands/generate.ts";
import { addIdentities } from "./commands/identities.ts";
import { addInspect } from "./commands/inspect.ts";
import { addModels } from "./commands/models.ts";
import { addProvenance } from "./commands/provenance.ts";
import { addReport } from "./commands/report.ts";
import { addReview } from "./commands/review.ts";
import { addStart } from "./commands/start.ts";
import { addWhy } from "./commands/why.ts";

const commands: readonly AddCommand[] = [
  addStart,
  addInspect,
  addAudit,
  addDecide,
  addExplore,
  addReview,
  addWhy,
  addAgreement,
  addCalibrate,
  addIdentities,
  addDiff,
  addCurate,
  addCard,
  addGate,
  addProvenance,
  addGenerate,
  addReport,
  addFilters,
  addModels,
  addDatasets,
  addDoctor,
];

/** Runs one command line and returns the exit code; nothing below this prints an error or exits. */
export async function main(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const abort = new AbortController();
  const session: Session = {
    env: process.env,
    signal: abort.signal,
    words,
    print: (text) => void process.stdout.write(`${text}\n`),
    say: (text) => void process.stderr.write(`${text}\n`),
    exit: (code) => {
      exitCode = code;
    },
  };
  const stop = () => (abort.signal.aborted ? process.exit(130) : abort.abort());
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  // A reader that went away (`| head`) is no error.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) =>
    code === "EIO" ? terminalGone() : process.exit(code === "EPIPE" ? 0 : 1),
  );
  try {
    const root = program(session);
    if (words.length === 0) await openOrHelp(root, session);
    else await root.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    return failure(error, session);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** Without a word: the interface on a terminal, else help. */
async function openOrHelp(root: Command, session: Session): Promise<void> {
  const { hasTerminal, openInterface } = await import("../tui/open-interface.tsx");
  if (!hasTerminal(session.env)) return session.print(root.helpInformation());
  await openInterface({ screen: "home" }, {}, session);
}

function program(session: Session): Command {
  const root = new Command("sluice")
    .description("Audit and filter image–alt-text datasets, and document what was found.")
    .version(version)
    .configureOutput({ writeErr: () => {} })
    .showHelpAfterError(false)
    .addHelpText(
      "after",
      "\nExamples:\n  sluice audit sample                 the built-in sample\n  sluice inspect 'data/{00000..00009}.tar'\n  sluice audit data/ --out runs/first\n  sluice decide runs/first --policy strict\n\nExit codes: 0 done, 1 failure, 2 usage or unusable input, 3 a policy or gate said no,\n4 finished with skipped pairs, 130 interrupted.",
    );
  for (const add of commands) add(root, session);
  for (const command of [root, ...root.commands, ...root.commands.flatMap((sub) => sub.commands)])
    command.exitOverride();
  return root;
}

function failure(error: unknown, { signal, words, env, ...rest }: Session): ExitCode {
  // Messages quote what was typed and what files hold: none of it speaks to the terminal.
  const say = (text: string) => rest.say(text.split("\n").map(printable).join("\n"));
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    say(
      `sluice: ${error.message
        .replace(/^error: /u, "")
        .split("\n")
        .join(" ")}; see sluice --help`,
    );
    return 2;
  }
  if (signal.aborted) {
    say(`\nInterrupted. What was finished is kept; go on with:\n  ${commandLine(words)}`);
    return 130;
  }
  if (error instanceof CliError) {
    say(`sluice: ${error.message}`);
    return error.exitCode;
  }
  say(`sluice: unexpected: ${oneLine(error)} (SLUICE_DEBUG=1 shows where)`);
  if (env["SLUICE_DEBUG"]) say(String(error instanceof Error ? error.stack : error));
  return 1;
}
