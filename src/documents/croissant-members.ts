import { type Described, field, fileSet, quotedPattern, recordSet, ref } from "./croissant-nodes.ts";
import type { LayoutRow } from "./layout.ts";
import { literalGlob } from "./literal-glob.ts";

interface Ending {
  readonly ending: string;
  readonly type: string;
}

/**
 * Pairs that are files of one name: images by a glob, captions by another, joined through a record set of texts, the one
 * form that the reference reader can load. Captions that lie in JSON alone are in no record, since it reads none there.
 * @param rows members of the archives, or files of the folder
 * @param archives ids of the archives; none for files beside the document
 * @param number put behind the ids where there are several such parts
 * @param byName whether captions lie in folders of their own, so that files are of one pair by their names alone
 * @returns null where there are no pictures
 */
export function memberLayout(
  rows: readonly LayoutRow[],
  archives: readonly string[],
  number: string,
  byName = false,
): Described | null {
  const endings = rows.map(({ name, type, takenFor }) => ({
    ending: name.replace(/^\*?\./u, ""),
    type,
    takenFor,
  }));
  const images = endings.filter(({ takenFor, type }) => takenFor === "image" && type.startsWith("image/"));
  const texts = endings.filter(({ takenFor, type }) => takenFor === "caption" && type === "text/plain");
  const others = endings.filter((one) => !images.includes(one) && !texts.includes(one));
  if (images.length === 0) return null;
  const id = (name: string) => `${name}${number}`;
  const set = (name: string, all: readonly Ending[]) =>
    fileSet(
      id(name),
      [...new Set(all.map(({ type }) => type))],
      all.map(({ ending }) => `*.${literalGlob(ending)}`),
      archives,
    );
  const part = (set: string, name: string) => `${set}${number}/${name}`;
  const named = (of: string, files: string, all: readonly Ending[], more = {}) =>
    field(
      part(of, "key"),
      "sc:Text",
      {
        fileSet: ref(id(files)),
        extract: { fileProperty: byName ? "filename" : "fullpath" },
        transform: { regex: `^(.+?)\\.${oneOf(all)}$` },
      },
      more,
    );
  const content = (of: string) => ({ fileSet: ref(id(of)), extract: { fileProperty: "content" } });
  const distribution = [
    set("images", images),
    ...(texts.length === 0 ? [] : [set("captions", texts)]),
    ...others.map((one) => set(`members-${one.ending}`, [one])),
  ];
  const pairs = recordSet(
    id("pairs"),
    [
      named(
        "pairs",
        "images",
        images,
        texts.length === 0 ? {} : { references: { field: ref(part("texts", "key")) } },
      ),
      field(part("pairs", "image"), "sc:ImageObject", content("images")),
      ...(texts.length === 0
        ? []
        : [field(part("pairs", "alt"), "sc:Text", { field: ref(part("texts", "alt")) })]),
    ],
    { key: ref(part("pairs", "key")) },
  );
  if (texts.length === 0) return { distribution, recordSet: [pairs] };
  const captions = recordSet(
    id("texts"),
    [named("texts", "captions", texts), field(part("texts", "alt"), "sc:Text", content("captions"))],
    { key: ref(part("texts", "key")) },
  );
  return { distribution, recordSet: [captions, pairs] };
}

function oneOf(all: readonly Ending[]): string {
  const endings = all.map(({ ending }) => quotedPattern(ending));
  return endings.length === 1 ? (endings[0] ?? "") : `(?:${endings.join("|")})`;
}
