import type { DatasetMap, MapWish } from "../map.ts";
import { factsOf } from "../mapping/field-facts.ts";
import { alternatives } from "../mapping/field-path.ts";
import { type Answer, fitting } from "../mapping/fitting-wish.ts";
import { isThere, proposeMap } from "../mapping/propose.ts";
import { mediaKind } from "../media-kind.ts";
import { decodeText, isImageName, parseRecord } from "../text.ts";
import { placeOf } from "./member-place.ts";
import type { TarItem } from "./nested-tars.ts";
import { CAPTION, captionsAmong, NAMED_CAPTION, RECORD } from "./webdataset-pair.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Members of a tar that are looked at before they are read. */
const SAMPLED = 256;

/** What a tar's first members are. */
export interface MemberSample {
  /** What stands behind the first dot of their names, in order. */
  readonly endings: readonly string[];
  /** The fields of their JSON. */
  readonly records: readonly Fields[];
  /** Whether an image, or what may be one, is among them: tars of captions alone have none to miss. */
  readonly holdsImage: boolean;
}

/** Looks at a tar's first members; whoever reads it says what is wrong with it. */
export async function sampleOf(members: AsyncIterable<TarItem>): Promise<MemberSample> {
  const endings = new Set<string>();
  const records: Fields[] = [];
  let [seen, holdsImage] = [0, false];
  for await (const member of members) {
    if ("broken" in member) break;
    if ("trouble" in member) continue;
    const { ending, stem } = placeOf(member.name);
    if (stem !== "") endings.add(ending);
    if ("problem" in member || isImageName(ending.replace(/\.gz$/u, ""))) holdsImage = true;
    else if (mediaKind(member.bytes, ending).kind !== "other") holdsImage = true;
    if (ending === "json" && "bytes" in member) {
      const fields = parseRecord(decodeText(member.bytes).text);
      if (typeof fields !== "string") records.push(fields);
    }
    if (++seen === SAMPLED) break;
  }
  return { endings: [...endings], records, holdsImage: holdsImage || seen === 0 };
}

/** Samples of several tars as one. */
export function together(samples: readonly MemberSample[]): MemberSample {
  return {
    endings: [...new Set(samples.flatMap(({ endings }) => endings))],
    records: samples.flatMap(({ records }) => records),
    holdsImage: samples.some(({ holdsImage }) => holdsImage),
  };
}

/**
 * What the members of tars are taken for, and the fields of their JSON, as their pairs are read; and the dialect, where
 * somebody wishes another one than each record speaks by itself.
 * @throws Error with one line where two dialects fit equally and nobody says which
 */
export async function proposeMembers(
  file: string,
  sample: MemberSample,
  { dialect }: MapWish,
): Promise<{ readonly proposed: DatasetMap; readonly said: Pick<MapWish, "dialect"> }> {
  if (dialect === undefined) return { proposed: await proposedOf(file, sample, {}), said: {} };
  const own = await proposedOf(file, sample, {}).catch(() => undefined);
  if (own?.dialect === dialect) return { proposed: own, said: {} };
  return { proposed: await proposedOf(file, sample, { dialect }), said: { dialect } };
}

async function proposedOf(
  file: string,
  { endings, records }: MemberSample,
  wish: MapWish,
): Promise<DatasetMap> {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))].map((name) => ({
    name,
    kind: "other" as const,
  }));
  const { map } = await proposeMap({ name: file, records, columns, prose: false }, wish);
  const images = endings.filter((ending) => isImageName(ending.replace(/\.gz$/u, "")));
  const plain = (ending: string) => !ending.replace(/\.gz$/u, "").includes(".");
  const pictures = [...images.filter(plain), ...images.filter((ending) => !plain(ending))];
  return {
    ...map,
    image: pictures.length > 0 ? [entryOf(pictures)] : map.image,
    caption: captionsOf(endings, map.caption),
    key: null,
    split: null,
  };
}

/** A text beside counts before a field; one field stands in for it where it is missing. */
function captionsOf(endings: readonly string[], fields: readonly string[]): readonly string[] {
  const texts = endings.filter((ending) => CAPTION.test(ending));
  const [only, ...more] = fields;
  if (texts.length > 0)
    return [[entryOf(texts), ...(only === undefined || more.length > 0 ? [] : [only])].join("|")];
  const named = endings.filter((ending) => NAMED_CAPTION.test(ending) && !RECORD.test(ending));
  if (only !== undefined || named.length === 0) return fields;
  // Each of several, as those of languages, is a caption.
  const captions = captionsAmong(named);
  return captions.length > 0 ? captions.map((ending) => `.${ending}`) : [entryOf(named)];
}

function entryOf(endings: readonly string[]): string {
  return endings.map((ending) => `.${ending}`).join("|");
}

/** What a wish says otherwise than the proposal: a run gives back the map that it was given. */
export function changes(wish: MapWish, proposed: DatasetMap): MapWish {
  const { dialect: _, ...roles } = wish;
  return Object.fromEntries(
    Object.entries(roles).filter(
      ([role, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(proposed[role as keyof DatasetMap]),
    ),
  );
}

/** What of a wish a tar's members can follow; `jpg` is `.jpg` where no field is called so. */
export function fittingMembers(
  wish: MapWish,
  { endings, records }: MemberSample,
): { readonly wish: MapWish; readonly answer: Answer } {
  const fields = new Set(factsOf(records).map(({ path }) => path));
  const members = new Set(endings);
  const isField = (path: string) => isThere(path, fields, records);
  const nameOf = (path: string) => {
    const bare = path.replace(/^\./u, "").toLowerCase();
    return !isField(path) && members.has(bare) ? `.${bare}` : path;
  };
  const entry = (said: string) => alternatives(said).map(nameOf).join("|");
  const has = (path: string) => (path.startsWith(".") && members.has(path.slice(1))) || isField(path);
  const { image, caption, key, url, license } = wish;
  const named = {
    ...(image && { image: image.map(entry) }),
    ...(caption && { caption: caption.map(entry) }),
    ...Object.fromEntries(
      Object.entries({ key, url, license }).flatMap(([role, said]) =>
        said === undefined ? [] : [[role, said === null ? null : entry(said)]],
      ),
    ),
  };
  return fitting(named, has, [...endings.map((ending) => `.${ending}`), ...fields]);
}
