import { Text } from "ink";
import { count } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { exploreCommand, lensWords } from "../../screens/explore/command.ts";
import type { ExploreState } from "../../screens/explore/state.ts";

/** What is wrong, without the predicate, which stands in the next line: the way out must not be cut off. */
export function reasonOf(trouble: string, where: string | null): string {
  const start = `Cannot filter by "${where}": `;
  return trouble.startsWith(start) ? trouble.slice(start.length) : trouble;
}

/** What is filtered by, and what is wrong with it. */
export function LensLine({
  state,
  trouble,
  beyond,
  empty,
}: {
  readonly state: ExploreState;
  readonly trouble: string | null;
  readonly beyond: number;
  readonly empty: boolean;
}) {
  if (trouble !== null)
    return (
      <Text color="red" wrap="truncate">
        x clears: {reasonOf(trouble, state.lens.where)}
      </Text>
    );
  const parts = [
    ...(state.marks.size === 0 ? [] : [`${count(state.marks.size)} marked`]),
    ...lensWords(state),
    ...(beyond > 0 ? [`${count(beyond)} more lie beyond: filter to see them`] : []),
    ...(empty ? ["nothing matches; x clears"] : []),
  ];
  return (
    <Text color="yellow" wrap="truncate">
      {parts.join(" · ") || " "}
    </Text>
  );
}

/** The same question on the command line. */
export function commandOf(view: DecidedRun, { pane, lens, crumbs }: ExploreState, key: unknown): string {
  if (pane === "detail" && key !== undefined)
    return `sluice why ${shellWord(view.folder)} ${shellWord(String(key))}`;
  return exploreCommand(view.folder, lens, crumbs.at(-1), view.policySource);
}
