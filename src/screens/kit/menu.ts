import { Fzf } from "fzf";
import type { Binding } from "./keys.ts";

/** Lines whose words or keys match what was typed, best first. */
export function matching<Action>(
  lines: readonly Binding<Action>[],
  text: string,
): readonly Binding<Action>[] {
  const query = text.trim();
  if (query === "") return lines;
  const words = ({ help, keys }: Binding<Action>) => `${help} ${keys.join(" ")}`;
  return new Fzf<readonly Binding<Action>[]>(lines, { selector: words })
    .find(query)
    .map((found: { readonly item: Binding<Action> }) => found.item);
}
