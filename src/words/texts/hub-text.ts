import type { Pushed } from "../../actions/hub/push.ts";
import { count, counted, megabytes } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";

/** Files that are named of each kind. */
const NAMED = 20;

/** What a push changed, or would, and what is to be said before it. */
export function pushedText(pushed: Pushed, again: string): readonly string[] {
  const { repo, branch, parent, added, changed, removed, same, bytes, commit, open, set } = pushed;
  const place = `hf://datasets/${repo}@${branch}`;
  const lines = (mark: string, paths: readonly string[]) => [
    ...paths.slice(0, NAMED).map((path) => `  ${mark} ${printable(path)}`),
    ...(paths.length > NAMED ? [`  ${mark} and ${count(paths.length - NAMED)} more`] : []),
  ];
  return [
    `${place}, at ${parent.slice(0, 12)}: ${counted(added.length, "file")} new, ${count(changed.length)} changed, ${count(removed.length)} removed, ${count(same.length)} as they are; ${megabytes(bytes)}`,
    ...lines("+", added),
    ...lines("~", changed),
    ...lines("-", removed),
    ...open.map((one) => `asked, since the audit found flagged pairs in it: --${one} yes or no`),
    ...set.map((one) => `set on your word: ${one}`),
    ...(set.includes("gated")
      ? [
          "the form stands in README.md; that access is asked for at all is a setting of the dataset at the hub",
        ]
      : []),
    ...(commit === null
      ? [
          added.length + changed.length + removed.length === 0
            ? "nothing to push"
            : `nothing was pushed; to push it: ${again} --push`,
        ]
      : [`pushed as one commit: ${commit}`]),
  ];
}
