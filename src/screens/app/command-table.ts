import { QUEUES } from "../../review/queue-words.ts";
import { everything } from "../../run/questions/lens.ts";
import type { Go, Say } from "../kit/intents.ts";
import type { RunIntent } from "../kit/ways.ts";
import { queueNamed } from "../review/queue.ts";
import { auditRoute, mapRoute } from "../route.ts";

/** What a command comes to. */
export type CommandEffect =
  | Go
  | Say
  | RunIntent
  /** Where the dataset lies now. */
  | { readonly type: "moved"; readonly uri: string }
  /** Saves what is on screen, or marked there, under a name. */
  | { readonly type: "save"; readonly name: string }
  | { readonly type: "quit" };

/** Where a command is given. */
export interface Place {
  /** Of the open run; null where none is open. */
  readonly folder: string | null;
  /** In which an audit puts its run. */
  readonly runsFolder: string;
}

/** A line of the palette. */
export interface Command {
  readonly name: string;
  /** What stands after the name, for people; absent where nothing does. */
  readonly takes?: string;
  readonly help: string;
  /** Whether it does without them, too. */
  readonly optional?: boolean;
  /** Only where a run is open. */
  readonly inRun?: boolean;
  readonly meant: (words: string, folder: string, place: Place) => CommandEffect;
}

/** A screen that no words say more of: a flag of the command line that was typed here is never passed over. */
const goTo =
  (screen: "explore" | "scrub" | "card") =>
  (words: string, folder: string): CommandEffect =>
    words === "" ? { type: "go", route: { screen, folder } } : notTaken(screen, words, "nothing behind it");

/** What passed as a dataset, of a view alone where one is named, as the command line or a person says it. */
function curateOf(words: string, folder: string): CommandEffect {
  if (words === "") return { type: "go", route: { screen: "curate", folder } };
  const [, only] = /^(?:--)?view[ =]+(\S.*)$/u.exec(words) ?? [];
  if (only === undefined) return notTaken("curate", words, "view NAME, or nothing");
  return { type: "go", route: { screen: "curate", folder, only } };
}

function notTaken(name: string, words: string, wanted: string): CommandEffect {
  const text = `Cannot take "${words}" here: :${name} wants ${wanted}; sluice ${name} takes flags`;
  return { type: "say", kind: "warning", text };
}

/** What another command says of the run, word for word. */
const told = (name: string) => (words: string, folder: string) =>
  ({
    type: "go",
    route: { screen: "told", words: [name, folder, ...wordsIn(words)], folder },
  }) as const;

/** What another command says of no run. */
const toldOf =
  (...before: readonly string[]) =>
  (words: string, folder: string) =>
    ({
      type: "go",
      route: { screen: "told", words: [...before, ...wordsIn(words)], ...(folder === "" ? {} : { folder }) },
    }) as const;

function wordsIn(text: string): readonly string[] {
  return text.split(" ").filter(Boolean);
}

/** Commands in the order of the palette. */
export const commands: readonly Command[] = [
  {
    name: "home",
    help: "datasets, runs and models",
    meant: () => ({ type: "go", route: { screen: "home" } }),
  },
  {
    name: "open",
    takes: "RUN",
    help: "open a run's folder",
    meant: (folder) => ({ type: "go", route: { screen: "run", folder } }),
  },
  {
    name: "audit",
    takes: "URI",
    help: "audit a dataset",
    meant: (uri, _, { runsFolder }) => ({ type: "go", route: auditRoute(uri, runsFolder) }),
  },
  {
    name: "map",
    takes: "URI",
    help: "show what a dataset's fields are taken for, and change it before an audit",
    meant: (uri, _, { runsFolder }) => ({ type: "go", route: mapRoute(uri, runsFolder) }),
  },
  {
    name: "resume",
    help: "go on with this run's audit; what is missing or damaged is redone",
    inRun: true,
    meant: (_, folder) => ({ type: "resume", folder }),
  },
  { name: "explore", help: "look at pairs and scores", inRun: true, meant: goTo("explore") },
  {
    name: "topics",
    takes: "images",
    optional: true,
    help: "what the captions are about, or the pictures show, with flag rates",
    inRun: true,
    meant: (over, folder) =>
      over === "" || over === "captions" || over === "images"
        ? { type: "go", route: { screen: "topics", folder, ...(over === "images" && { over }) } }
        : {
            type: "say",
            kind: "warning",
            text: `Cannot find topics of "${over}": wanted captions or images`,
          },
  },
  {
    name: "like",
    takes: "WORDS",
    help: "explore the pairs whose captions are nearest in meaning",
    inRun: true,
    meant: (like, folder) => ({ type: "go", route: { screen: "explore", folder, like } }),
  },
  {
    name: "pictures",
    takes: "WORDS",
    help: "explore the pairs whose pictures show it (by a CLIP model that is here)",
    inRun: true,
    meant: (like, folder) => ({ type: "go", route: { screen: "explore", folder, like, over: "images" } }),
  },
  {
    name: "where",
    takes: "SQL",
    help: "explore the pairs for which a predicate holds",
    inRun: true,
    meant: (where, folder) => ({ type: "go", route: { screen: "explore", folder, where } }),
  },
  {
    name: "view",
    takes: "NAME",
    help: "explore the pairs of a view that was saved",
    inRun: true,
    meant: (view, folder) => ({ type: "go", route: { screen: "explore", folder, view } }),
  },
  {
    name: "gallery",
    takes: "SQL",
    optional: true,
    help: "pairs as a grid, those for which a predicate holds; no picture is shown before it is asked for",
    inRun: true,
    meant: (where, folder) => ({
      type: "go",
      route: { screen: "gallery", folder, lens: { ...everything, where: where === "" ? null : where } },
    }),
  },
  {
    name: "save",
    takes: "NAME",
    help: "save the marked pairs, or else what is filtered, as a view",
    inRun: true,
    meant: (name) => ({ type: "save", name }),
  },
  { name: "scrub", help: "move a rule's threshold and see what flips", inRun: true, meant: goTo("scrub") },
  {
    name: "review",
    takes: "QUEUE",
    optional: true,
    help: `judge pairs, one by one: ${QUEUES}`,
    inRun: true,
    meant: queueNamed,
  },
  {
    name: "curate",
    takes: "view NAME",
    optional: true,
    help: "write what passed as a dataset",
    inRun: true,
    meant: curateOf,
  },
  { name: "card", help: "document the dataset", inRun: true, meant: goTo("card") },
  { name: "report", help: "write the report anew", inRun: true, meant: told("report") },
  { name: "agreement", help: "how far reviewers agree", inRun: true, meant: told("agreement") },
  {
    name: "calibrate",
    takes: "--filter ID",
    optional: true,
    help: "what scores mean, by a labelled sample",
    inRun: true,
    meant: told("calibrate"),
  },
  {
    name: "identities",
    help: "flag rates by the groups that captions name",
    inRun: true,
    meant: told("identities"),
  },
  {
    name: "representation",
    takes: "--only PARTS",
    optional: true,
    help: "who and what it shows, beside flags: groups, words, hosts, languages, slurs",
    inRun: true,
    meant: told("representation"),
  },
  {
    name: "diff",
    takes: "POLICY",
    help: "what another policy would change",
    inRun: true,
    meant: (policy, folder) => told("diff")(`--policy ${policy}`, folder),
  },
  {
    name: "inspect",
    takes: "URI",
    help: "what a dataset holds, before an audit",
    meant: toldOf("inspect"),
  },
  { name: "doctor", help: "what this machine and terminal can do", meant: toldOf("doctor") },
  { name: "models", help: "what can be run, and where its weights are", meant: toldOf("models", "list") },
  {
    name: "policy",
    takes: "NAME or FILE",
    help: "decide by another policy",
    inRun: true,
    meant: (policy, folder) => ({ type: "decide", folder, policy, told: true }),
  },
  {
    name: "data",
    takes: "URI",
    help: "where the dataset lies now, when it moved",
    inRun: true,
    meant: (uri) => ({ type: "moved", uri }),
  },
  {
    name: "gate",
    help: "who may generate what: requests, quarantine, ledger",
    meant: () => ({ type: "go", route: { screen: "gate" } }),
  },
  { name: "quit", help: "leave; what was decided is on disk", meant: () => ({ type: "quit" }) },
];
