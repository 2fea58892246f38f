import type { DatasetMap, MapWish } from "../map.ts";
import { proposeMap } from "../mapping/propose.ts";
import { decodeText, parseObject } from "../text.ts";
import type { BrokenArchive, Member } from "./tar-members.ts";

/** Members that say which endings and fields there are. */
const SAMPLED = 100;

/**
 * What a person says of a tar's members.
 * @param endingOf what stands behind the first dot of a member's name
 * @throws Error with one line, of what none of its first members is
 */
export async function wishedMap(
  file: string,
  members: AsyncIterable<Member | BrokenArchive>,
  endingOf: (name: string) => string,
  { image = [], caption = [], key, url, license }: MapWish,
): Promise<DatasetMap> {
  if (image.length > 0 || key || url || license)
    throw new Error(
      `Cannot use map of "${file}": wanted captions only, since endings say which members are images`,
    );
  const records: Readonly<Record<string, unknown>>[] = [];
  for await (const member of members) {
    if ("broken" in member || records.length === SAMPLED) break;
    if (!("bytes" in member)) continue;
    const ending = endingOf(member.name);
    const fields =
      ending === "json" ? parseObject(decodeText(member.bytes).text) : { [`.${ending}`]: "text" };
    if (typeof fields !== "string") records.push(fields);
  }
  const { map } = await proposeMap({ name: file, records, columns: [], prose: false }, { caption });
  return { ...map, image: [], key: null, url: null, license: null, split: null };
}
