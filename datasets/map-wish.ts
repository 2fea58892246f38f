import type { WishFor } from "./format.ts";
import type { MapWish } from "./map.ts";

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
    const entry = wish.find(
      ({ format, files }) => (format ?? id) === id && (files === undefined || files.includes(file)),
    );
    if (entry === undefined) return {};
    const { format: _, files: __, ...map } = entry;
    return map;
  };
}
