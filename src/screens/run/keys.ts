import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import type { RunIntent } from "../kit/ways.ts";
import { listKeys, type Move } from "../kit/window.ts";
import type { Drill } from "./state.ts";

/** A run's other screens: the key, what they are for, and their word in the key bar. */
const others = [
  { screen: "explore", key: "e", help: "look at pairs and scores", bar: "explore" },
  { screen: "review", key: "r", help: "judge pairs, one by one", bar: "review" },
  { screen: "scrub", key: "t", help: "move a threshold and see what flips", bar: "thresholds" },
  { screen: "curate", key: "c", help: "write what passed as a dataset", bar: "curate" },
  { screen: "card", key: "d", help: "document the dataset: questions, evidence, documents", bar: "card" },
] as const;

/** The keys of a run's first screen. */
export function runKeys(
  folder: string,
  /** Whether shards of it have no scores. */
  unfinished: boolean,
): readonly Binding<Intent<RunIntent | Move | Drill>>[] {
  return [
    {
      keys: ["enter"],
      help: "open the pairs that this line counts",
      bar: "its pairs",
      action: { type: "drill" },
    },
    ...others.map(({ screen, key, help, bar }) => ({
      keys: [key],
      help,
      bar,
      action: { type: "go", route: { screen, folder } } as const,
    })),
    ...(unfinished
      ? [
          {
            keys: ["a"],
            help: "go on with the audit",
            bar: "go on",
            about: "run",
            action: { type: "resume", folder } as const,
          },
        ]
      : []),
    ...listKeys,
  ];
}
