/** Letters, digits and marks that programs join words with. */
const FORM = /^[\w.@:/-]{1,80}$/u;

/** Words of which names of fields are made. */
const WORDS = new Set(
  [
    "image images img picture pictures photo file files filename path paths folder name names url urls link src source",
    "caption captions text texts title description alt prompt sentence sentences comment label labels tag tags class",
    "key keys id ids uid uuid index row column number num count total size width height length area ratio aspect depth",
    "original resized min max mean std sum avg first last begin start end date time created updated modified timestamp",
    "clip similarity score scores sim cos cosine embedding embeddings feature features vector logit logits prob probability",
    "model models version dataset data split train test val validation set list type types kind format mime encoding",
    "sha md hash phash digest checksum crc bytes byte string int float bool array value values meta metadata info config",
    "unsafe punsafe nsfw safe safety watermark pwatermark aesthetic aesthetics quality toxicity face faces bbox bboxes box",
    "boxes mask masks segmentation object objects category categories region regions annotation annotations annotator",
    "license licence licenses author user owner page domain site web html json csv xml exif camera lens gps lat lon",
    "footer schema arrow parquet huggingface pandas writer reader stored table exif iptc xmp icc png jpg jpeg webp gif tif",
    "language languages lang en de fr zh en detected status error errors message failed success download downloaded",
    "per of to from in on at by is has the and or for with no not raw clean full short long new old a b l x y z",
  ]
    .join(" ")
    .split(" "),
);

/** So many other words in one name say something. */
const SENTENCE = 3;

/** What words a name joins, where one of them is none of which names are commonly made; such may say something. */
export function tellingWords(name: string): string | undefined {
  const words = wordsIn(name);
  return words.some((word) => !WORDS.has(word.toLowerCase())) ? words.join(" ").toLowerCase() : undefined;
}

/** Whether a name is made as programs name things, and is no sentence with other marks than spaces. */
export function isProgramWord(name: string): boolean {
  if (!FORM.test(name)) return false;
  return wordsIn(name).filter((word) => !WORDS.has(word.toLowerCase())).length < SENTENCE;
}

function wordsIn(name: string): readonly string[] {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, "_").match(/[A-Za-z]{2,}/gu) ?? [];
}
