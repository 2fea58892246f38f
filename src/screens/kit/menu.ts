import { Fzf } from "fzf";
import { nearest } from "../../process/nearest.ts";
import type { Binding } from "./keys.ts";

/** Lines whose words or keys match what was typed, best first; where none does, those that a slip or two would match. */
export function matching<Action>(
  lines: readonly Binding<Action>[],
  text: string,
): readonly Binding<Action>[] {
  const query = text.trim();
  if (query === "") return lines;
  const words = ({ help, keys }: Binding<Action>) => `${help} ${keys.join(" ")}`;
  const found = new Fzf<readonly Binding<Action>[]>(lines, { selector: words })
    .find(query)
    .map((one: { readonly item: Binding<Action> }) => one.item);
  return found.length > 0 ? found : lines.filter((line) => isNear(query, words(line))).map(asMeant);
}

/** Whether each word that was typed is near one of a line's. */
function isNear(query: string, words: string): boolean {
  const known = words.toLowerCase().match(/[\p{L}\p{N}-]{3,}/gu) ?? [];
  return query.split(/\s+/u).every((word) => nearest(word, known).length > 0);
}

/** A line that nothing typed names, but a slip away. */
export function asMeant<Action>(line: Binding<Action>): Binding<Action> {
  return { ...line, help: `did you mean this? ${line.help}` };
}
