import type { MapWish } from "../map.ts";
import { alternatives } from "./field-path.ts";

/** How a source answers what somebody says of its fields. */
export interface Answer {
  /** Wished names that it has. */
  readonly has: readonly string[];
  /** Wished names that it lacks. */
  readonly lacks: readonly string[];
  /** The names that it has, for people. */
  readonly fields: readonly string[];
}

const LISTS = ["image", "caption"] as const;
const NAMES = ["key", "url", "license", "split"] as const;

/** What of a wish a source can follow: roles of which no wished name is there are proposed, as if nobody had said a word. */
export function fitting(
  wish: MapWish,
  has: (path: string) => boolean,
  fields: Iterable<string>,
): { readonly wish: MapWish; readonly answer: Answer } {
  const fits = (entry: string) => alternatives(entry).some(has);
  const lists = LISTS.flatMap((role) => {
    const all = wish[role];
    const there = all?.filter(fits) ?? [];
    return all === undefined || (there.length === 0 && all.length > 0) ? [] : [[role, there] as const];
  });
  const names = NAMES.flatMap((role) => {
    const one = wish[role];
    return one === undefined || (one !== null && !fits(one)) ? [] : [[role, one] as const];
  });
  const wished = wishedNames(wish);
  return {
    wish: {
      ...(wish.dialect === undefined ? {} : { dialect: wish.dialect }),
      ...Object.fromEntries<readonly string[] | string | null>([...lists, ...names]),
    },
    answer: {
      has: wished.filter(fits),
      lacks: wished.filter((entry) => !fits(entry)),
      fields: [...fields],
    },
  };
}

/** Every name that a wish has, whatever it takes it for. */
export function wishedNames(wish: MapWish): readonly string[] {
  const names = [...LISTS.flatMap((role) => wish[role] ?? []), ...NAMES.flatMap((role) => wish[role] ?? [])];
  return [...new Set(names)];
}
