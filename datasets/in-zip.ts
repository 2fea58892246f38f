import { posix } from "node:path";
import type { Opened, Shard } from "./format.ts";
import { TAR } from "./formats/nested-tars.ts";
import { isTrouble, type Pair } from "./pair.ts";
import type { ZipPlace } from "./zip/zip-places.ts";

/** What one format read of a place. */
export interface Part {
  readonly id: string;
  readonly opened: Opened;
}

/** Parts of a zip, called after it. */
export function inZip(
  parts: readonly Part[],
  { shardNames, fileName, zip, zipsOf }: ZipPlace,
): readonly Part[] {
  const names = shardNames(parts.flatMap(({ opened }) => opened.shards.map(({ name }) => name)));
  let at = 0;
  return parts.map(({ id, opened: { shards, maps = [], ...opened } }) => ({
    id,
    opened: {
      ...opened,
      shards: shards.map(({ whole: _, ...shard }, i) => ({
        ...shard,
        ...(i === 0 || shard.source !== shards[i - 1]?.source ? { zips: zipsOf(shard.source) } : {}),
        ...(zip !== undefined && at === 0 ? { whole: zip } : {}),
        name: names[at++] ?? shard.name,
        source: fileName(shard.source),
        read: (signal) => storedBelow(shard.read(signal), fileName("")),
      })),
      maps: maps.map(({ files, ...one }) => ({ ...one, files: files.map(fileName) })),
    },
  }));
}

/** Files of a zip or a tar, as they would lie in a folder that is called as the zip; pictures of a table lie where that does. */
async function* storedBelow(items: ReturnType<Shard["read"]>, zip: string): ReturnType<Shard["read"]> {
  const folder = zip
    .replace(/\/$/u, "")
    .replace(/\.zip$/iu, "")
    .replace(TAR, "");
  const inFolder = (name: string) => posix.join(folder, name);
  for await (const item of items) {
    if (isTrouble(item)) yield item;
    else {
      const { stored, images, sample } = item;
      yield {
        ...item,
        ...(sample !== undefined && { sample: `${zip}${sample}` }),
        ...(stored && { stored: movedBy(stored, inFolder) }),
        ...(images && {
          images: images.map((one) =>
            one.place === undefined ? one : { ...one, place: `${zip}${one.place}` },
          ),
        }),
      };
    }
  }
}

function movedBy(
  { picture, beside, ...rest }: NonNullable<Pair["stored"]>,
  place: (name: string) => string,
): NonNullable<Pair["stored"]> {
  return {
    ...rest,
    picture: place(picture),
    beside: beside.map((one) => ({ ...one, name: place(one.name) })),
  };
}
