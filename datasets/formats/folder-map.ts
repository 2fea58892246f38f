import type { Location } from "../format.ts";
import type { DatasetMap, MapWish } from "../map.ts";
import { alternatives } from "../mapping/field-path.ts";
import type { Answer } from "../mapping/fitting-wish.ts";
import { proposeMap } from "../mapping/propose.ts";
import { type FilesBeside, readBeside } from "./folder-files.ts";
import { changes, fittingMembers } from "./member-map.ts";

/** Pictures whose files beside them say what their fields are. */
const SAMPLED = 50;

/** What a folder of pictures is: what its files are taken for, and which of the pictures are pairs. */
export interface FolderMap {
  readonly map: DatasetMap;
  readonly answer: Answer;
  readonly names: readonly string[];
}

/**
 * What is what among the files beside pictures, and the fields of their JSON.
 * @param wish what somebody says; pictures of other endings than it names are no pairs
 * @throws Error with one line where two dialects fit equally
 */
export async function mapFolder(
  { root }: Location,
  names: readonly string[],
  beside: FilesBeside,
  wish: MapWish,
): Promise<FolderMap> {
  const first = await Promise.all(names.slice(0, SAMPLED).map((name) => readBeside(root, name, beside)));
  const records = first.map(({ record }) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith("."))),
  );
  const texts = beside.endings.filter(
    (ending) => ending !== ".json" && names.some((name) => beside.of(name, ending)),
  );
  const endings = [...new Set(names.map(endingOf))];
  const proposed = await propose(records, texts, endings, wish);
  const { image, ...others } = changes(wish, proposed);
  const pictures = fittingMembers(image ? { image } : {}, {
    endings: endings.map(bare),
    records: [],
    holdsImage: true,
  });
  const fields = fittingMembers(others, { endings: texts.map(bare), records, holdsImage: true });
  const map = { ...proposed, ...pictures.wish, ...fields.wish };
  const wanted = new Set(map.image.flatMap(alternatives).map((ending) => ending.toLowerCase()));
  return {
    map,
    answer: {
      has: [...pictures.answer.has, ...fields.answer.has],
      lacks: [...pictures.answer.lacks, ...fields.answer.lacks],
      fields: [...pictures.answer.fields, ...fields.answer.fields],
    },
    names: names.filter((name) => wanted.has(endingOf(name).toLowerCase())),
  };
}

async function propose(
  records: readonly Readonly<Record<string, unknown>>[],
  texts: readonly string[],
  endings: readonly string[],
  { dialect }: MapWish,
): Promise<DatasetMap> {
  const wish = dialect === undefined ? {} : { dialect };
  const { map } = await proposeMap({ name: ".", columns: [], records }, wish);
  const [guessed, ...more] = map.caption;
  const plain = texts.filter((ending) => ending.lastIndexOf(".") === 0);
  const first = [...plain, ...(more.length > 0 || guessed === undefined ? [] : [guessed])].join("|");
  // Each of several, as those of languages, is a caption.
  const several = texts.filter((ending) => !plain.includes(ending));
  const caption =
    several.length > 0
      ? [...(plain.length > 0 ? [first] : []), ...several]
      : plain.length > 0
        ? [first]
        : map.caption;
  return { ...map, image: [endings.join("|")], caption, key: null };
}

function endingOf(name: string): string {
  return /\.[^./]+$/u.exec(name)?.[0] ?? "";
}

function bare(ending: string): string {
  return ending.slice(1).toLowerCase();
}
