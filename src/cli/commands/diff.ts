import { CliError } from "../../process/errors.ts";
import { count, counted, percent, percentInterval } from "../../process/figures.ts";
import { type LinkedLine, linker, wordsAlone } from "../../process/linked.ts";
import { printable } from "../../process/printable.ts";
import type { GroupDiff, PolicyDiff } from "../../run/questions/diff.ts";
import type { DiffPairs } from "../../run/questions/diff-pairs.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { list } from "../../words/options.ts";

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
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
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
  const { diff, pairs, smallest } = await diffRun(run, [is, wouldBe], by);
  const lines = () => diffText(diff, pairs, smallest).map(linker(session.env)).join("\n");
  session.print(json ? jsonText({ schema: "sluice.diff/1", ...diff }) : lines());
}

/** Who is gained and lost, in lines, each with the pairs that it counts. */
function diffText(
  { a, b, all, rules, groups }: PolicyDiff,
  pairs: DiffPairs,
  smallest: number,
): readonly LinkedLine[] {
  const warned = groups.flatMap(({ by, groups: found }) =>
    found.filter(({ erased }) => erased).map((group) => ({ by, group })),
  );
  return [
    wordsAlone(
      `A is ${a.policy} v${a.version}, B is ${b.policy} v${b.version}; over ${counted(all.n, "pair")}`,
    ),
    { text: `lost by B   ${rate(all.lost)} of what A keeps`, where: pairs.lost },
    { text: `gained by B ${rate(all.gained)} of what A does not keep`, where: pairs.gained },
    ...(rules.length === 0 ? [] : [wordsAlone("pairs that change sides, by deciding rule:")]),
    ...rules.map((line) => ({
      text: `  ${line.side.padEnd(6)} ${String(line.pairs).padStart(8)}  ${printable(line.rule)}`,
      where: pairs.changed(line),
    })),
    ...groups.flatMap(({ by, groups: found }) => [
      wordsAlone(`by ${by} (groups of ${counted(smallest, "pair")} or more):`),
      ...found.flatMap((group) => groupLines(group, pairs.of(by, group.group), pairs)),
    ]),
    ...warned.map(({ by, group }) => ({
      text: `warning: ${by} ${printable(group.group)} loses ${percent(group.lost.rate)}, against ${percent(all.lost.rate)} of all: look at what goes before you go on`,
      where: within(pairs.of(by, group.group), pairs.lost),
      crumb: `${group.group}, lost`,
    })),
  ];
}

/** A group, and under it those that change sides where any do: each count opens what it counts. */
function groupLines(
  { group, n, lost, gained, erased }: GroupDiff,
  where: string | null,
  pairs: DiffPairs,
): readonly LinkedLine[] {
  const sides = [
    { side: "lost", k: lost.k, of: pairs.lost },
    { side: "gained", k: gained.k, of: pairs.gained },
  ];
  return [
    {
      text: `${erased ? "! " : "  "}${printable(group).padEnd(28)} ${String(n).padStart(8)} pairs  lost ${rate(lost)}  gained ${rate(gained)}`,
      where,
      crumb: group,
    },
    ...sides
      .filter(({ k }) => k > 0)
      .map(({ side, k, of }) => ({
        text: `    ${side}: ${count(k)}`,
        where: within(where, of),
        crumb: `${group}, ${side}`,
      })),
  ];
}

function within(where: string | null, more: string): string | null {
  return where === null ? null : `${where} AND ${more}`;
}

function rate({ k, n, rate: share, low, high }: Rate): string {
  return share === null ? "– (0 of 0)" : `${percentInterval(share, low, high)} (${k} of ${n})`;
}
