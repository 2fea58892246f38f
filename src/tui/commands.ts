import { oneLine } from "../process/errors.ts";
import { QUEUES, queueFrom } from "../review/queue-words.ts";
import { readRun } from "../run/run.ts";
import type { Route } from "../screens/route.ts";
import type { Keyboard } from "./app-bindings.ts";
import type { Interface } from "./kit/interface.ts";
import { type MenuEntry, matching } from "./kit/menu.tsx";

interface Command {
  readonly name: string;
  /** What stands after the name, for people; absent where nothing does. */
  readonly takes?: string;
  readonly help: string;
  /** Whether it does without them, too. */
  readonly optional?: boolean;
  /** Only where a run is open. */
  readonly inRun?: boolean;
  readonly run: (words: string, keyboard: Keyboard, folder: string) => void;
}

const goTo =
  (screen: "explore" | "scrub" | "curate" | "card") => (_: string, keyboard: Keyboard, folder: string) =>
    keyboard.offered.go({ screen, folder });

const commands: readonly Command[] = [
  {
    name: "home",
    help: "datasets, runs and models",
    run: (_, { offered }) => offered.go({ screen: "home" }),
  },
  {
    name: "open",
    takes: "RUN",
    help: "open a run's folder",
    run: (folder, { offered }) => offered.go({ screen: "run", folder }),
  },
  {
    name: "audit",
    takes: "URI",
    help: "audit a dataset",
    run: (uri, { offered, settings }) => offered.go(auditRoute(uri, settings.runsFolder)),
  },
  {
    name: "resume",
    help: "go on with this run's audit; what is missing or damaged is redone",
    inRun: true,
    run: (_, { offered }, folder) => resumeAudit(folder, offered),
  },
  { name: "explore", help: "look at pairs and scores", inRun: true, run: goTo("explore") },
  {
    name: "where",
    takes: "SQL",
    help: "explore the pairs for which a predicate holds",
    inRun: true,
    run: (where, { offered }, folder) => offered.go({ screen: "explore", folder, where }),
  },
  { name: "scrub", help: "move a rule's threshold and see what flips", inRun: true, run: goTo("scrub") },
  {
    name: "review",
    takes: "QUEUE",
    optional: true,
    help: `judge pairs, one by one: ${QUEUES}`,
    inRun: true,
    run: (words, { offered }, folder) => reviewBy(words, folder, offered),
  },
  { name: "curate", help: "write what passed as a dataset", inRun: true, run: goTo("curate") },
  { name: "card", help: "document the dataset", inRun: true, run: goTo("card") },
  {
    name: "policy",
    takes: "NAME or FILE",
    help: "decide by another policy",
    inRun: true,
    run: (policy, { offered }, folder) =>
      void offered.decideBy(folder, policy).then(
        (view) => offered.say(`policy ${view.policy.name} v${view.policy.version}`),
        (error: unknown) => offered.say(oneLine(error), "warning"),
      ),
  },
  {
    name: "data",
    takes: "URI",
    help: "where the dataset lies now, when it moved",
    inRun: true,
    run: (uri, { offered }) => offered.movedTo(uri),
  },
  {
    name: "gate",
    help: "who may generate what: requests, quarantine, ledger",
    run: (_, { offered }) => offered.go({ screen: "gate" }),
  },
  { name: "quit", help: "leave; what was decided is on disk", run: (_, { leave }) => leave() },
];

function takenBy({ takes = "", optional }: Command): string {
  return optional ? `[${takes}]` : takes;
}

/** The palette: the first word finds a command, the rest is handed to it. */
export function commandsFor(text: string, keyboard: Keyboard): readonly MenuEntry[] {
  const [first = "", ...rest] = text.trimStart().split(" ");
  const words = rest.join(" ").trim();
  const folder = "folder" in keyboard.route ? keyboard.route.folder : null;
  const usable = commands.filter(({ inRun }) => !inRun || folder !== null);
  const entries = usable.map((command) => ({
    label: command.help,
    keys: [command.takes === undefined ? command.name : `${command.name} ${takenBy(command)}`],
    run: () => {
      if (command.takes !== undefined && words === "" && command.optional !== true)
        return keyboard.offered.ask({
          label: `${command.name} ${command.takes}:`,
          onSubmit: (answer) => command.run(answer.trim(), keyboard, folder ?? ""),
        });
      command.run(words, keyboard, folder ?? "");
    },
  }));
  const exact = entries.filter((_, i) => usable[i]?.name === first);
  return exact.length > 0 ? exact : matching(entries, first);
}

/** Goes on with a run's audit, in place of the screen that could not show it. */
export function resumeAudit(folder: string, { replace, say }: Interface): void {
  readRun(folder).then(
    ({ inputs }) => replace({ screen: "audit", uri: inputs.uri, out: folder }),
    (error: unknown) => say(oneLine(error), "warning"),
  );
}

/** Reviews by a queue that was named in words; without any, by the one that was left. */
export function reviewBy(words: string, folder: string, { go, say }: Interface): void {
  try {
    go({ screen: "review", folder, ...(words === "" ? {} : { queue: queueFrom(words) }) });
  } catch (error) {
    say(oneLine(error), "warning");
  }
}

/** Where an audit of a dataset puts its run. */
export function auditRoute(uri: string, runsFolder: string): Route {
  const name =
    uri
      .replace(/\/+$/u, "")
      .split("/")
      .at(-1)
      ?.replace(/[^\p{L}\p{N}._-]+/gu, "_") || "dataset";
  return { screen: "audit", uri, out: `${runsFolder}/${name}` };
}
