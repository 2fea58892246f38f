import { Command, CommanderError } from "commander";
import { CliError, type ExitCode, oneLine, Refused } from "../process/errors.ts";
import { withPersonal } from "../process/personal.ts";
import { printableLines } from "../process/printable.ts";
import { plainWord } from "../process/shell-word.ts";
import { systemSays } from "../process/system-says.ts";
import { version } from "../process/version.ts";
import { hasTerminal, openInterface } from "../tui/open-interface.ts";
import { type AddCommand, commandLine, type Io, type Session } from "../words/command.ts";
import { jsonText } from "../words/json-text.ts";
import { tellNetwork } from "../words/reporter.ts";
import { bringRunsHere } from "../words/runs-elsewhere.ts";
import { addAgreement } from "./commands/agreement.ts";
import { addAudit } from "./commands/audit.ts";
import { addCalibrate } from "./commands/calibrate.ts";
import { addCard } from "./commands/card/card.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addConsent } from "./commands/consent.ts";
import { addCurate } from "./commands/curate.ts";
import { addDatasets } from "./commands/datasets.ts";
import { addDecide } from "./commands/decide.ts";
import { addDiff } from "./commands/diff.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addExplore } from "./commands/explore.ts";
import { addFetch } from "./commands/fetch.ts";
import { addFilters } from "./commands/filters.ts";
import { addFind } from "./commands/find.ts";
import { addGate } from "./commands/gate/gate.ts";
import { addGenerate } from "./commands/generate.ts";
import { addIdentities } from "./commands/identities.ts";
import { addInspect } from "./commands/inspect.ts";
import { addModels } from "./commands/models/models.ts";
import { addPlan } from "./commands/plan.ts";
import { addPrevalence } from "./commands/prevalence.ts";
import { addProvenance } from "./commands/provenance.ts";
import { addPull, addPush } from "./commands/push.ts";
import { addRecall } from "./commands/recall.ts";
import { addReport } from "./commands/report.ts";
import { addRepresentation } from "./commands/representation.ts";
import { addReview } from "./commands/review.ts";
import { addSeal } from "./commands/seal.ts";
import { addServe } from "./commands/serve.ts";
import { addStart } from "./commands/start.ts";
import { addStatus } from "./commands/status.ts";
import { addSubmit } from "./commands/submit.ts";
import { addTopics } from "./commands/topics.ts";
import { addWhy } from "./commands/why.ts";
import { addWork } from "./commands/work.ts";
import { inThisProcess } from "./this-process.ts";

/** Commands in the order of the help: their words and flags. What one does is loaded when it is run. */
const commands: Readonly<Record<string, AddCommand>> = {
  start: addStart,
  inspect: addInspect,
  fetch: addFetch,
  audit: addAudit,
  plan: addPlan,
  work: addWork,
  submit: addSubmit,
  status: addStatus,
  seal: addSeal,
  decide: addDecide,
  explore: addExplore,
  topics: addTopics,
  review: addReview,
  serve: addServe,
  why: addWhy,
  agreement: addAgreement,
  calibrate: addCalibrate,
  prevalence: addPrevalence,
  identities: addIdentities,
  representation: addRepresentation,
  consent: addConsent,
  diff: addDiff,
  curate: addCurate,
  find: addFind,
  recall: addRecall,
  push: addPush,
  pull: addPull,
  card: addCard,
  gate: addGate,
  provenance: addProvenance,
  generate: addGenerate,
  report: addReport,
  filters: addFilters,
  models: addModels,
  datasets: addDatasets,
  doctor: addDoctor,
  config: addConfig,
  completion: addCompletion(() => commandTree()),
};

/** Width of the help where no terminal has one. */
const HELP_COLUMNS = 80;

/**
 * Runs one command line and returns the exit code; nothing below this prints an error or exits.
 * @param io the world it runs in; by default that of this process
 */
export async function main(words: readonly string[], io?: Io): Promise<ExitCode> {
  if (io === undefined) return inThisProcess((world) => main(words, world));
  let exitCode: ExitCode = 0;
  let printed = false;
  let json = false;
  let env = io.env;
  let named = (text: string) => text;
  let tellNoMore = () => {};
  const session: Session = {
    ...io,
    words,
    get env() {
      return env;
    },
    given: io.env,
    print: (text) => {
      printed = true;
      io.print(io.terminal.stdout ? printableLines(named(text)) : named(text));
    },
    // Lines quote what was typed and what files hold: none of it speaks to the terminal.
    say: (text) => io.say(printableLines(named(text))),
    exit: (code) => {
      exitCode = code;
    },
  };
  try {
    env = await withPersonal(io.env);
    const root = program(session);
    root.hook("preAction", async (_, command) => {
      json = command.opts()["json"] === true;
      if (command.opts()["quiet"] !== true) tellNoMore = tellNetwork(session, json);
      named = await bringRunsHere(command, session);
    });
    if (words.length === 0) await openOrHelp(root, session);
    else await root.parseAsync([...words], { from: "user" }).finally(() => tellNoMore());
    return exitCode;
  } catch (error) {
    // A document that was printed before it came to this stays the only one.
    if (json && !printed && error instanceof Refused && !session.signal.aborted)
      session.print(jsonText({ schema: "sluice.refusal/1", refused: error.reasons }));
    return failure(error, session);
  }
}

/** Without a word: the interface on a terminal, else help. */
async function openOrHelp(root: Command, session: Session): Promise<void> {
  if (!hasTerminal(session)) return session.print(root.helpInformation());
  await openInterface({ screen: "home" }, {}, session);
}

/** With the one command that `words` begin with, or with all of them where they begin otherwise. */
function program(session: Session): Command {
  const root = new Command("sluice")
    .description("Audit and filter image–alt-text datasets, and document what was found.")
    .version(version)
    .configureOutput({
      writeErr: () => {},
      writeOut: (text) => session.print(text.replace(/\n$/u, "")),
      getOutHelpWidth: () => session.terminal.stdout?.columns ?? HELP_COLUMNS,
    })
    .showHelpAfterError(false)
    // A flag belongs to the last command before it, where a command and its verbs have one of the same name.
    .enablePositionalOptions()
    .addHelpText(
      "after",
      "\nExamples:\n  sluice audit sample                 the built-in sample\n  sluice inspect 'data/{00000..00009}.tar'\n  sluice audit data/ --out runs/first\n  sluice decide runs/first --policy strict\n\nExit codes: 0 done, 1 failure, 2 usage or unusable input, 3 a policy or gate said no,\n4 finished with bad pairs or shards, 5 and 6 of provenance (its help), 75 a worker may be tried\nagain, 130 interrupted.",
    );
  const [first = ""] = session.words;
  const asked = Object.hasOwn(commands, first) ? [commands[first]] : Object.values(commands);
  for (const add of asked) add?.(root, session);
  for (const command of [root, ...root.commands, ...root.commands.flatMap((sub) => sub.commands)])
    command.exitOverride();
  return root;
}

/** Every command with its flags, for who wants to describe them; nothing of it runs. */
export function commandTree(): Command {
  const refuse = () => {
    throw new Error("a command that is only described cannot run");
  };
  const signal = new AbortController().signal;
  return program({
    env: {},
    signal,
    terminal: {},
    now: () => new Date(0),
    print: refuse,
    say: refuse,
    exit: refuse,
    words: [],
    given: {},
  });
}

function failure(error: unknown, { signal, words, env, say }: Session): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === "commander.help") {
      say(`sluice: ${words.join(" ")} wants a verb; see sluice ${words.join(" ")} --help`);
      return 2;
    }
    say(
      `sluice: ${error.message
        .replace(/^error: /u, "")
        .split("\n")
        .join(" ")}; see sluice --help`,
    );
    return 2;
  }
  if (signal.aborted) {
    say(`\nInterrupted. What was finished is kept; go on with:\n  ${commandLine(words.map(plainWord))}`);
    return 130;
  }
  const known = error instanceof CliError ? error : systemSays(error);
  if (known !== null) {
    say(`sluice: ${known.message}`);
    return known.exitCode;
  }
  say(`sluice: unexpected: ${oneLine(error)} (SLUICE_DEBUG=1 shows where)`);
  if (env["SLUICE_DEBUG"]) say(String(error instanceof Error ? error.stack : error));
  return 1;
}
