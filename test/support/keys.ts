import type { Binding } from "../../src/screens/kit/keys.ts";

/** What each line of a table of keys means, by its keys: compared as a whole, so that no key is left out. */
export function meanings<Action>(bindings: readonly Binding<Action>[]): Readonly<Record<string, Action>> {
  const names = bindings.flatMap(({ keys }) => keys);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`the key ${twice} stands twice: only the first would answer`);
  return Object.fromEntries(bindings.map(({ keys, action }) => [keys.join(" "), action]));
}
