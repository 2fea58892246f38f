import { CliError } from "../../process/errors.ts";
import { count, percent, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { GroupDiff, PolicyDiff } from "../../run/questions/diff.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { AddCommand, Session } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { list } from "../options.ts";

interface Flags {
  readonly policy: readonly string[];
  readonly by?: readonly string[];
  readonly json?: boolean;
}

export const addDiff: AddCommand = (program, session) => {
  program
    .command("diff")
    .description(
      "compare two policies over a run: who is gained and lost, by rule, language and flagged category",
    )
    .argument("<run>", "a run's folder")
    .requiredOption(
      "--policy <file>",
      "what would be; given twice, first what is (default: the run's policy)",
      (name: string, names: readonly string[] = []) => [...names, name],
    )
    .option("--by <columns>", "group by further columns of the run, separated by commas", list)
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice diff runs/sample --policy strict\n  sluice diff runs/sample --policy default --policy strict",
    )
    .action((run: string, flags: Flags) => diffCommand(run, flags, session));
};

async function diffCommand(run: string, { policy, by = [], json }: Flags, session: Session): Promise<void> {
  const [wouldBe, is, ...more] = policy.toReversed();
  if (wouldBe === undefined || more.length > 0)
    throw new CliError(`Cannot compare ${policy.length} policies: wanted --policy once or twice`, {
      exitCode: 2,
    });
  const { diffRun } = await import("../../actions/diff.ts");
  const { diff, smallest } = await diffRun(run, [is, wouldBe], by);
  session.print(json ? jsonText({ schema: "sluice.diff/1", ...diff }) : diffText(diff, smallest).join("\n"));
}

/** Who is gained and lost, in lines. */
function diffText({ a, b, all, rules, groups }: PolicyDiff, smallest: number): readonly string[] {
  const warned = groups.flatMap(({ by, groups: found }) =>
    found.filter(({ erased }) => erased).map((group) => ({ by, group })),
  );
  return [
    `A is ${a.policy} v${a.version}, B is ${b.policy} v${b.version}; over ${count(all.n)} pairs`,
    `lost by B   ${rate(all.lost)} of what A keeps`,
    `gained by B ${rate(all.gained)} of what A does not keep`,
    ...(rules.length === 0 ? [] : ["pairs that change sides, by deciding rule:"]),
    ...rules.map(
      ({ side, rule, pairs }) => `  ${side.padEnd(6)} ${String(pairs).padStart(8)}  ${printable(rule)}`,
    ),
    ...groups.flatMap(({ by, groups: found }) => [
      `by ${by} (groups of ${smallest} pairs or more):`,
      ...found.map(groupLine),
    ]),
    ...warned.map(
      ({ by, group }) =>
        `warning: ${by} ${printable(group.group)} loses ${percent(group.lost.rate)}, against ${percent(all.lost.rate)} of all: look at what goes before you go on`,
    ),
  ];
}

function groupLine({ group, n, lost, gained, erased }: GroupDiff): string {
  return `${erased ? "! " : "  "}${printable(group).padEnd(28)} ${String(n).padStart(8)} pairs  lost ${rate(lost)}  gained ${rate(gained)}`;
}

function rate({ k, n, rate: share, low, high }: Rate): string {
  return share === null ? "– (0 of 0)" : `${percentInterval(share, low, high)} (${k} of ${n})`;
}
