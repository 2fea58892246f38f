import { CliError } from "../process/errors.ts";
import { meant } from "../process/nearest.ts";
import { withKeys } from "../screens/kit/hints.ts";
import { type Binding, keyLabel } from "../screens/kit/keys.ts";
import { EVERYWHERE, keyTables } from "./key-tables.ts";

/** A person's own keys: by screen, for a key that it comes with, the one that does the same. */
export type OwnKeys = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A table with a person's own keys: each stands first where it does something, and no longer where it did before. */
export function withOwnKeys<Action>(
  screen: string,
  bindings: readonly Binding<Action>[],
  own: OwnKeys,
): readonly Binding<Action>[] {
  const given = own.get(screen);
  if (given === undefined) return bindings;
  const taken = new Set(given.values());
  return bindings.map((binding) => {
    const mine = binding.keys.flatMap((key) => given.get(key) ?? []);
    return { ...binding, keys: [...new Set([...mine, ...binding.keys.filter((key) => !taken.has(key))])] };
  });
}

/** The keys of sentences as a person has them on a screen: see `theKey`. */
export function keyNames(own: OwnKeys, here: string): (text: string) => string {
  return (text) => withKeys(text, (name, screen) => keyLabel(inForce(own, screen || here, name)));
}

/** The key that does what another does where nobody chose their own. */
function inForce(own: OwnKeys, screen: string, name: string): string {
  for (const table of [screen, EVERYWHERE]) {
    const states = keyTables.find((one) => one.screen === table)?.states ?? [];
    const found = states.flat().find(({ keys }) => keys.includes(name));
    if (found === undefined) continue;
    const [{ keys } = found] = withOwnKeys(table, [found], own);
    const [first = name] = keys;
    return found.keys.includes(first) && keys.includes(name) ? name : first;
  }
  return name;
}

const ITEM = /^([a-z-]+)\.(\S[^=\s]*)=(\S+)$/u;

const NAMED =
  /^(?:ctrl-[a-z]|up|down|left|right|pageup|pagedown|home|end|enter|escape|tab|shift-tab|backspace|space)$/u;

/**
 * Reads a person's own keys: `explore.space=X review.k=y`.
 * @throws CliError (exit code 2) with the first that is no key of a screen, or that another command holds
 */
export function ownKeysOf(text: string): OwnKeys {
  const own = new Map<string, Map<string, string>>();
  const items = text.split(/\s+/u).filter(Boolean);
  for (const item of items) {
    const [, screen = "", key = "", mine = ""] = ITEM.exec(item) ?? [];
    const table = keyTables.find((one) => one.screen === screen);
    if (screen === "") refuse(item, "wanted SCREEN.KEY=OWN, as explore.space=X");
    if (table === undefined) {
      const names = keyTables.map((one) => one.screen);
      refuse(
        item,
        `there is no screen ${screen}; ${meant(screen, names, `wanted one of ${names.join(", ")}`)}`,
      );
    }
    const known = table?.states.flat().some(({ keys }) => keys.includes(key)) === true;
    if (!known) refuse(item, `${screen} has no key ${key}; docs/keys.md lists them`);
    if ([...mine].length !== 1 && !NAMED.test(mine))
      refuse(item, `${mine} is no key; wanted x, X, ctrl-x or tab`);
    const given = own.get(screen) ?? new Map<string, string>();
    if (given.has(key)) refuse(item, `${screen}.${key} is given twice`);
    own.set(screen, given.set(key, mine));
  }
  for (const item of items) {
    const [, screen = "", key = "", mine = ""] = ITEM.exec(item) ?? [];
    const holder = holderOf(own, screen, key, mine);
    if (holder !== null)
      refuse(item, `${mine} is "${holder}" there; give that one another key, or choose a free one`);
  }
  return own;
}

/** What else a key would do, in words; null where it is free. */
function holderOf(own: OwnKeys, screen: string, key: string, mine: string): string | null {
  for (const { screen: other, states } of keyTables) {
    if (other !== screen && other !== EVERYWHERE && screen !== EVERYWHERE) continue;
    const given = own.get(other);
    for (const { keys, help } of states.flat()) {
      const gives = keys.flatMap((one) => given?.get(one) ?? []);
      // A command that has a key of its own hands the others on, on its own screen.
      const holds = keys.includes(mine) && (gives.length === 0 || other !== screen);
      const isThis = other === screen && keys.includes(key);
      if (!isThis && (holds || gives.includes(mine))) return help;
    }
  }
  return null;
}

function refuse(item: string, why: string): never {
  throw new CliError(`Cannot use key "${item}": ${why}`, { exitCode: 2 });
}
