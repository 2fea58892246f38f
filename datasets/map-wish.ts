import type { Dataset, MappedPart, WishFor } from "./format.ts";
import type { DatasetMap, MapWish } from "./map.ts";

/** What somebody says of some files' fields. */
export interface MapEntry extends MapWish {
  /** The format of the files; absent, any. */
  readonly format?: string;
  /** The files, as they are named in the place; absent, all. */
  readonly files?: readonly string[];
}

/** What somebody says of a place: of each file the first entry that is of it. */
export type PlaceWish = readonly MapEntry[];

/** What a place's wish says of the files of a format. */
export function wishFor(wish: PlaceWish, id: string): WishFor {
  return (file) => {
    const entry = entryFor(wish, id, file);
    if (entry === undefined) return {};
    const { format: _, files: __, register: ___, ...map } = entry;
    return map;
  };
}

/** The entry of a place's wish that is of a file of a format. */
export function entryFor(wish: PlaceWish, id: string, file: string): MapEntry | undefined {
  return wish.find(
    ({ format, files }) => (format ?? id) === id && (files === undefined || files.includes(file)),
  );
}

/** The maps of a place with what somebody says of their captions, whatever format reads them. */
export function withRegisters(wish: PlaceWish, maps: readonly MappedPart[]): readonly MappedPart[] {
  return maps.map((part) => {
    const { register } = entryFor(wish, part.format, part.files[0] ?? "") ?? {};
    return register === undefined ? part : { ...part, map: { ...part.map, register } };
  });
}

interface Group {
  readonly format: string;
  readonly map: DatasetMap;
  readonly apart: boolean;
  readonly files: string[];
}

/** The map of a dataset, as it may be wished again: files are named only where those of one format may differ. */
export function placeMap({ maps }: Pick<Dataset, "maps">): PlaceWish {
  const groups = new Map<string, Group>();
  for (const { format, map, files, apart = false } of maps) {
    const id = JSON.stringify([format, map]);
    const group = groups.get(id);
    if (group) group.files.push(...files);
    else groups.set(id, { format, map, apart, files: [...files] });
  }
  const all = [...groups.values()];
  return all.map(({ format, map, files, apart }) => ({
    format,
    ...(apart || all.filter((other) => other.format === format).length > 1 ? { files } : {}),
    ...map,
  }));
}
