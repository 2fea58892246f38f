import type { Inspection, MapEntry, PlaceWish } from "../../../datasets/index.ts";

/** A field or member of the pairs, and what it is taken for. */
export type Field = Inspection["fields"][number];

/** What a person can say that a field is; `other` is none of these: measured where it is text, plain where it is not. */
export type MapRole = "image" | "caption" | "key" | "url" | "license" | "split" | "other";

/** What a person says otherwise than the proposal, by the field's name. */
export type MapChanges = Readonly<Record<string, MapRole>>;

const LISTS = ["image", "caption"] as const;
const SINGLES = ["key", "url", "license", "split"] as const;

/** The map with what a person changed: a field leaves the roles that it had and takes its new one, where files have it. */
export function editedMap(map: PlaceWish, fields: readonly Field[], changes: MapChanges): PlaceWish {
  const names = Object.keys(changes);
  if (names.length === 0) return map;
  const entries: PlaceWish = map.length > 0 ? map : [{}];
  return entries.map((entry, i) => {
    const isHere = (name: string) =>
      fields.some((field) => field.name === name && (field.maps.length === 0 || field.maps.includes(i)));
    return edited(
      entry,
      names.filter(isHere).map((name) => [name, changes[name] ?? "other"]),
    );
  });
}

function edited(entry: MapEntry, changes: readonly (readonly [name: string, role: MapRole])[]): MapEntry {
  const gone = new Set(changes.map(([name]) => bare(name)));
  const less = (said: string) =>
    said
      .split("|")
      .filter((name) => !gone.has(bare(name)))
      .join("|");
  const named = (role: MapRole) => changes.filter(([, to]) => to === role).map(([name]) => name);
  const lists = LISTS.map((role) => {
    const left = (entry[role] ?? []).map(less).filter((said) => said !== "");
    return [role, [...left, ...named(role)]] as const;
  });
  const singles = SINGLES.map((role) => {
    const left = less(entry[role] ?? "");
    // The last that was named so is the one.
    return [role, named(role).at(-1) ?? (left === "" ? null : left)] as const;
  });
  const touched = [...lists, ...singles].filter(
    ([role, said]) =>
      JSON.stringify(said) !== JSON.stringify(entry[role] ?? (Array.isArray(said) ? [] : null)),
  );
  return { ...entry, ...Object.fromEntries(touched) };
}

/** `conversations[from=gpt].value` is where `conversations[].value` is; the name of a list means the list. */
function bare(name: string): string {
  return name
    .trim()
    .replaceAll(/\[[^\]]*\]/gu, "[]")
    .replace(/\[\]$/u, "");
}
