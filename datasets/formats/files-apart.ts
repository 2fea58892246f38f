import { posix } from "node:path";
import { isImageName } from "../text.ts";
import { captionsAmong } from "./webdataset-pair.ts";

/** `captions/0.txt` of `images/0.jpg`: the one file of its name in folders without pictures that is this picture's alone. */
export function finderApart(files: readonly string[], ending: string): (image: string) => string | undefined {
  const likely = likelyApart(files, ending);
  return (image) => {
    const [only, ...more] = likely(image);
    return more.length === 0 ? only : undefined;
  };
}

/**
 * Where several folders without pictures hold a text of a picture's name, those of languages, of numbers, or called after
 * captions: by an ending that says the folder, the files of pictures. `.en.txt` of `en/0.txt`.
 */
export function captionsApart(files: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const ending of [".txt", ".caption"]) {
    const likely = likelyApart(files, ending);
    const told = new Map(files.filter(isImageName).map((image) => [image, likely(image)]));
    const several = [...told.values()].filter(({ length }) => length > 1);
    const called = new Map(
      several.flatMap((own) => foldersOf(own).map((name, i) => [posix.dirname(own[i] ?? ""), name])),
    );
    for (const [image, own] of told)
      for (const file of own) {
        const name = called.get(posix.dirname(file));
        if (name === undefined) continue;
        const byImage = found.get(`.${name}${ending}`) ?? new Map<string, string>();
        found.set(`.${name}${ending}`, byImage.set(image, file));
      }
  }
  const endings = [...found.keys()].map((ending) => ending.slice(1));
  const said = endings.filter((ending) => SAYING.test(ending));
  const captions = new Set(said.length > 0 ? said : captionsAmong(endings));
  return new Map([...found].filter(([ending]) => captions.has(ending.slice(1))));
}

/** Folders of captions: by a language, or by a word for them. */
const SAYING =
  /^(?:[a-z]{2}(?:[-_][a-z]{2,4})?|[^.]*(?:caption|text|prompt|alt|descri|sentence)[^.]*|short|long)\.[a-z]+$/iu;

/** In what the folders differ, the innermost first: `en` and `fr` of `en/0.txt` and `fr/0.txt`. */
function foldersOf(files: readonly string[]): readonly string[] {
  const parts = files.map((file) => posix.dirname(file).split("/").reverse());
  const most = Math.max(...parts.map(({ length }) => length));
  for (let i = 0; i < most; i++) {
    const names = parts.map((own) => own[i] ?? "");
    if (new Set(names).size === names.length) return names;
  }
  return files.map((_, i) => String(i));
}

/** Files of a picture's name in folders without pictures: those of the nearest folders, or all where no other picture is called so. */
function likelyApart(files: readonly string[], ending: string): (image: string) => readonly string[] {
  const all = files.filter(isImageName);
  const folders = new Set(all.map((file) => posix.dirname(file)));
  // What is drawn of a picture lies in folders that say so, and has no captions of its own.
  const others = all.filter((file) => !DRAWN.test(posix.dirname(file)));
  const pictures = others.length > 0 ? others : all;
  const own = files.filter(
    (file) => file.toLowerCase().endsWith(ending) && !folders.has(posix.dirname(file)),
  );
  if (own.length === 0) return () => [];
  const byStem = grouped(own, stemOf);
  const images = grouped(pictures, stemOf);
  return (image) => {
    const stem = stemOf(image);
    const all = byStem.get(stem) ?? [];
    const same = images.get(stem) ?? [];
    if (!same.includes(image)) return [];
    if (same.length === 1) return nearest(all, image);
    return all.filter((file) => isNear(file, image) && same.filter((one) => isNear(file, one)).length === 1);
  };
}

const DRAWN =
  /(?:^|[/_-])(?:masks?|segm?(?:entations?)?|depths?|edges?|canny|normals?|poses?|skeletons?|control|conditions?|conditioning)(?:[_-]?(?:images?|maps?|pngs?))?(?:\/|$)/iu;

function nearest(files: readonly string[], image: string): readonly string[] {
  const near = files.filter((file) => isNear(file, image));
  return near.length > 0 ? near : files;
}

/** Whether their folders differ in one name: `train/images` and `train/en`, `images/train` and `captions/train`. */
function isNear(file: string, image: string): boolean {
  const [a, b] = [posix.dirname(file).split("/"), posix.dirname(image).split("/")];
  return a.length === b.length && a.filter((part, i) => part !== b[i]).length === 1;
}

function stemOf(file: string): string {
  return posix.basename(file).replace(/\.[^./]+$/, "");
}

/** Names by what they have in common. */
export function grouped(
  names: readonly string[],
  by: (name: string) => string,
): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(by(name));
    if (group) group.push(name);
    else groups.set(by(name), [name]);
  }
  return groups;
}
