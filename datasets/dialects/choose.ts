import type { DatasetMap, MapWish } from "../map.ts";
import { alternatives } from "../mapping/field-path.ts";
import { quoted } from "../one-line.ts";
import type { Dialect } from "./dialect.ts";
import { dialects } from "./registry.ts";

/** What a dialect says of a source, less the names that the source does not have. */
export type Spoken = Partial<Omit<DatasetMap, "dialect">> & Pick<DatasetMap, "dialect">;

/**
 * The dialect that a source's fields speak; of those that fit, the one that is known by most names.
 * @param has whether the source has a field of a map's name
 * @throws Error with one line where several fit equally and say different things, or none has the id that is wished
 */
export function chooseDialect(
  source: string,
  has: (path: string) => boolean,
  wish: MapWish,
  all: readonly Dialect[] = dialects,
): Spoken {
  if (wish.dialect !== undefined && wish.dialect !== PLAIN) {
    const wished = all.find(({ id }) => id === wish.dialect);
    if (wished) return spoken(wished, has);
    throw new Error(
      `Cannot use map of "${source}": wanted a dialect (${[PLAIN, ...all.map(({ id }) => id)].join(", ")}), got ${quoted(wish.dialect)}`,
    );
  }
  if (wish.dialect === PLAIN) return { dialect: PLAIN };
  const fitting = all.filter(({ knownBy }) => knownBy.every((entry) => alternatives(entry).some(has)));
  const most = Math.max(0, ...fitting.map(({ knownBy }) => knownBy.length));
  const best = fitting.filter(({ knownBy }) => knownBy.length === most);
  const [first, ...others] = best.map((dialect) => ({ dialect, said: spoken(dialect, has) }));
  if (first === undefined) return { dialect: PLAIN };
  const other = others.find(({ said }) => contradicts(first.said, said));
  if (other && wish.caption === undefined && wish.image === undefined)
    throw new Error(
      `Cannot tell what "${source}" is: ${first.dialect.id} (${first.dialect.about}) and ${other.dialect.id} (${other.dialect.about}) fit equally; say which with --map FILE`,
    );
  return first.said;
}

/** The id of a map that follows no dialect: names and values alone say what is what. */
export const PLAIN = "fields";

function spoken(
  { id, image, caption, key, url, license, split }: Dialect,
  has: (path: string) => boolean,
): Spoken {
  const only = (entry: string) => alternatives(entry).filter(has).join("|");
  const all = (entries: readonly string[]) => entries.map(only).filter((entry) => entry !== "");
  const one = (entry: string | undefined) => (entry === undefined ? "" : only(entry));
  const roles = { key: one(key), url: one(url), license: one(license), split: one(split) };
  return {
    dialect: id,
    image: all(image ?? []),
    caption: all(caption ?? []),
    ...Object.fromEntries(Object.entries(roles).filter(([, entry]) => entry !== "")),
  };
}

/** Whether two say different things of the same role. */
function contradicts(a: Spoken, b: Spoken): boolean {
  return (["image", "caption", "key", "url", "license", "split"] as const).some((role) => {
    const [one, two] = [a[role] ?? [], b[role] ?? []];
    return one.length > 0 && two.length > 0 && JSON.stringify(one) !== JSON.stringify(two);
  });
}
