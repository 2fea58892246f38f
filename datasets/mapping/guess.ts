import { type FieldFacts, share } from "./field-facts.ts";
import { isStrongCaption, numberedName, type Role, rankOf } from "./names.ts";

/** Fields that hold prose, and no word about the picture. */
const NO_CAPTION =
  /author|credit|user|licen|copyright|source|artist|photographer|uploader|path|file|date|time|camera|model|country|city|question|instruction|error|status|model|split|(?:^|_)id$/iu;
/** Words about the picture that are none of a sentence: taken where there is nothing better. */
const WORDS = /tag|keyword|label|class|name|categor|subject|concept/iu;
/** URLs of something else. */
const NO_IMAGE_URL = /licen|page|author|profile|user|homepage|website|post|permalink|attribution/iu;

/** Fields with the best name first, then as they are stored. */
export function ranked(facts: readonly FieldFacts[], role: Role): readonly FieldFacts[] {
  return facts
    .map((field) => ({ field, rank: rankOf(role, field.path) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ field }) => field);
}

/** The one field that is called so, of the first level. */
export function named(facts: readonly FieldFacts[], role: Role): string | null {
  const known = facts.filter(({ path }) => !/[.[]/u.test(path) && rankOf(role, path) !== undefined);
  return ranked(known, role)[0]?.path ?? null;
}

/** Which fields hold encoded pictures: bytes of images, base64 of images, bytes that are called so. */
export function embeddedImages(facts: readonly FieldFacts[]): readonly string[] {
  const holding = facts.filter(
    (field) =>
      share(field, "image") >= 0.5 || (share(field, "bytes", "image") >= 0.5 && isImageName(field.path)),
  );
  return ranked(holding, "image").map(({ path }) => path);
}

function isImageName(path: string): boolean {
  return rankOf("image", path) !== undefined;
}

/** Fields that may name files of pictures, the likeliest first. */
export function likelyPaths(facts: readonly FieldFacts[]): readonly FieldFacts[] {
  const likely = facts.filter(
    (field) =>
      share(field, "path") >= 0.5 ||
      (isImageName(field.path) && share(field, "path", "word", "other") > 0.5 && field.texts.length > 0),
  );
  return ranked(likely, "image");
}

/** Where a picture may be downloaded, as an entry of a map. */
export function urlEntry(facts: readonly FieldFacts[]): string | null {
  // Webdataset keeps the name of a shard in `__url__`.
  const isUrlName = (path: string) =>
    !path.startsWith("__") && /ur[li]/iu.test(path) && rankOf("url", path) !== undefined;
  const known = facts.filter(
    (field) =>
      (share(field, "url") >= 0.5 && rankOf("url", field.path) !== undefined) ||
      (isUrlName(field.path) && share(field, "text", "path", "image", "bytes") < 0.5),
  );
  if (known.length > 0)
    return ranked(known, "url")
      .map(({ path }) => path)
      .join("|");
  const urls = facts.filter((field) => share(field, "url") >= 0.5 && !NO_IMAGE_URL.test(field.path));
  if (urls.length === 1) return urls[0]?.path ?? null;
  // `flickr_original_url` and `flickr_300k_url` lead to the same picture.
  const called = urls.filter(({ path }) => /_ur[il]$/iu.test(path) && !/[.[]/u.test(path));
  return called.length > 0 ? called.map(({ path }) => path).join("|") : null;
}

/** Which fields are the captions: by name, numbered ones together, else the longest prose. */
export function captionEntries(facts: readonly FieldFacts[], anyProse = true): readonly string[] {
  const free = facts.filter((field) => share(field, "url", "path", "image", "bytes") < 0.5);
  const known = ranked(
    free.filter((field) => rankOf("caption", field.path) !== undefined && fits(field)),
    "caption",
  );
  const families = familiesOf(free);
  const [best] = known;
  const family = best ? families.get(baseOf(best.path)) : firstFamily(families);
  if (family)
    return best && family.every((path) => baseOf(path) === best.path) ? [best.path, ...family] : family;
  if (best === undefined) {
    if (!anyProse) return [];
    const prose = longest(free, (path) => !NO_CAPTION.test(path) && !WORDS.test(path));
    const words = prose ?? longest(free, (path) => !NO_CAPTION.test(path));
    return words === undefined ? [] : [words];
  }
  const [top = ""] = best.path.split(/[.[]/u);
  if (best.path.includes(".")) return leavesOf(free, best.path, top);
  const flat = known.filter(({ path }) => !path.includes("."));
  return [flat.map(({ path }) => path).join("|")];
}

/** Whether a field's values are what its name says. */
function fits(field: FieldFacts): boolean {
  const { path } = field;
  return (isStrongCaption(path) && !path.includes(".")) || share(field, "text", "word") >= 0.5;
}

/** `caption.en` and `caption.de` are both captions; of a list of records it is the one field. */
function leavesOf(facts: readonly FieldFacts[], best: string, top: string): readonly string[] {
  if (best.includes("[]")) return [best];
  const leaves = facts.filter(({ path }) => path.startsWith(`${top}.`));
  return leaves.filter((field) => share(field, "text", "word") >= 0.5).map(({ path }) => path);
}

function baseOf(path: string): string {
  return numberedName(path)?.base ?? path;
}

/** `caption_0` to `caption_4`, by what they have in common. */
function familiesOf(facts: readonly FieldFacts[]): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, { readonly path: string; readonly number: number }[]>();
  for (const field of facts) {
    const name = numberedName(field.path);
    if (name === undefined || rankOf("caption", name.base) === undefined) continue;
    if (share(field, "text", "word") < 0.5) continue;
    const members = families.get(name.base) ?? [];
    members.push({ path: field.path, number: name.number });
    families.set(name.base, members);
  }
  return new Map(
    [...families]
      .filter(([, members]) => members.length > 1)
      .map(([base, members]) => [base, members.sort((a, b) => a.number - b.number).map(({ path }) => path)]),
  );
}

function firstFamily(families: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  return families.values().next().value;
}

function longest(facts: readonly FieldFacts[], may: (path: string) => boolean): string | undefined {
  const prose = facts.filter((field) => share(field, "text") >= 0.5 && may(field.path));
  return prose.sort((a, b) => b.length - a.length)[0]?.path;
}
