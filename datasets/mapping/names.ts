/** Names under which datasets in the wild keep the same thing, most specific first; case, `_`, `-` and spaces are no matter. */
const CAPTIONS = [
  "caption text txt captions texts sentences sentence prompt prompts alt alttext altcaption",
  "rawcaption captionraw gencaption generatedcaption blipcaption recaption longcaption shortcaption",
  "detailedcaption densecaption syntheticcaption captionen captiontext textcaption imagecaption imagecaptions imagetext textdescription",
  "imagedescription title description descriptions desc raw comment answer answers response output completion",
]
  .join(" ")
  .split(" ");
/** Of these a title or an answer is a caption only where it is text. */
const WEAK = new Set(CAPTIONS.slice(CAPTIONS.indexOf("title")));
const IMAGES = [
  "image images img imgs picture pictures pic pics photo photos jpg jpeg png webp pixelvalues imagebytes",
  "imagebase64 imageb64 base64 imagedata bytes binary filename filenames filepath filepaths imagepath imagepaths",
  "imagefile imgpath imgfile imagename imgname imagefilename imagefilenames path paths file files",
]
  .join(" ")
  .split(" ");
const URLS = [
  "url imageurl urls imageurls imgurl photoimageurl photourl pictureurl imagelink imgsrc imagesrc src cocourl flickrurl contenturl",
  "mediaurl originalurl downloadurl fileurl sourceurl link href uri image images img photo picture",
]
  .join(" ")
  .split(" ");
const LICENSES = ["license", "licence", "licensename", "licencename"];
/** Of these datasets promise that no value comes twice. */
const KEYS = ["key", "uid"];
const SPLITS = ["split"];

/** What a field may be taken for by its name alone. */
export type Role = "caption" | "image" | "url" | "license" | "key" | "split";

const NAMES: Readonly<Record<Role, readonly string[]>> = {
  caption: CAPTIONS,
  image: IMAGES,
  url: URLS,
  license: LICENSES,
  key: KEYS,
  split: SPLITS,
};

/** Parts of a name that say no more than what it is part of. */
const FILLERS = new Set(["raw", "text", "value", "content", "caption", "string", "en", "english"]);

/** How well a field's name says a role, 0 best; `undefined` where it does not. */
export function rankOf(role: Role, path: string): number | undefined {
  const parts = path
    .replaceAll(/\[[^\]]*\]/gu, "")
    .split(".")
    .map(normal);
  const [first = "", last = first] = [parts[0], parts.at(-1)];
  const names = NAMES[role];
  const at = (name: string) => {
    const rank = names.indexOf(name);
    return rank < 0 ? undefined : rank;
  };
  if (parts.length === 1) return at(first) ?? like(role, first);
  // What is nested stands behind what is not.
  const nested = FILLERS.has(last) || role === "caption" ? (at(first) ?? at(last)) : at(last);
  return nested === undefined ? undefined : nested + 2 * names.length;
}

/** `my_caption_2`, `main_photo`: a name with the word in it. */
function like(role: Role, name: string): number | undefined {
  const { length } = NAMES[role];
  if (
    role === "caption" &&
    /caption/u.test(name) &&
    !/(?:id|score|length|len|model|source|lang|type)s?$/u.test(name)
  )
    return length;
  if (role === "image" && /image|img|photo|picture/u.test(name)) return length;
  if (
    role === "url" &&
    /(?:image|img|photo|picture|media)\w*url|url\w*(?:image|img|photo|picture)/u.test(name)
  )
    return length;
  return undefined;
}

/** Whether a field that is called so is the caption, whatever its values are. */
export function isStrongCaption(path: string): boolean {
  const name = normal(path);
  return CAPTIONS.includes(name) && !WEAK.has(name);
}

/** A family of numbered fields: of `caption_2` the base `caption` and the number. */
export function numberedName(path: string): { readonly base: string; readonly number: number } | undefined {
  const [, base, digits] = /^([^.[\]]*?[\p{L}])[_\-. ]?(\d{1,3})$/u.exec(path) ?? [];
  return base === undefined || digits === undefined ? undefined : { base, number: Number(digits) };
}

/** Whether a name is one of those above and nothing else, however it is spelled: `Caption Text`. */
export function isRoleName(name: string): boolean {
  if (!/^[A-Za-z]+(?:[ _.-][A-Za-z]+)*(?:[ _.-]?\d{1,3})?$/u.test(name)) return false;
  const bare = normal(name).replace(/\d+$/u, "");
  return Object.values(NAMES).some((names) => names.includes(bare));
}

function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
