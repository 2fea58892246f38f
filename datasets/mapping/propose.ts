import { chooseDialect } from "../dialects/choose.ts";
import type { DatasetMap, MapWish } from "../map.ts";
import { keyText } from "../unique-keys.ts";
import { type FieldFacts, factsOf, share } from "./field-facts.ts";
import { alternatives } from "./field-path.ts";
import { type Answer, fitting } from "./fitting-wish.ts";
import { captionEntries, embeddedImages, likelyPaths, named, urlEntry } from "./guess.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A key that comes again is an error of its row, unless more do: of the first rows so many, and this share. */
const [MOST_AGAIN, MOST_AGAIN_SHARE] = [1, 0.1];
/** Names of the number that an image is called after. */
const IMAGE_NUMBER = /^(?:image|img|photo|picture)_?ids?$/iu;

/** A part of a place whose records have the same fields. */
export interface Source {
  /** Its name, for messages. */
  readonly name: string;
  /** Its first records. */
  readonly records: readonly Fields[];
  /** Fields that its container declares, also where no record has a value. */
  readonly columns: readonly { readonly name: string; readonly kind: "image" | "bytes" | "other" }[];
  /** The file that a picture's name means; `undefined` where there is none. Absent, nothing lies beside. */
  readonly resolve?: (name: string) => Promise<string | undefined>;
  /** Whether prose under any name may be the caption. */
  readonly prose?: boolean;
}

/** What a source's fields are taken for, and whether its images are files of their own. */
export interface Proposal {
  readonly map: DatasetMap;
  readonly namesFiles: boolean;
  /** Whether some of those are there. */
  readonly found: boolean;
  /** Which of the wished names are there. */
  readonly answer: Answer;
}

/**
 * Says what each field is taken for: what a person wishes, else what the dialect says, else names, then values.
 * Of a wish only the names that are there count.
 * @throws Error with one line where two dialects fit equally, or none is called as wished
 */
export async function proposeMap(source: Source, wished: MapWish): Promise<Proposal> {
  const facts = withColumns(factsOf(source.records), source);
  const paths = new Set(facts.map(({ path }) => path));
  const has = (path: string) => isThere(path, paths, source.records);
  // A source without records may have any field.
  const { wish, answer } = fitting(
    wished,
    source.records.length === 0 && paths.size === 0 ? () => true : has,
    paths,
  );
  const said = chooseDialect(source.name, has, wish);
  const url = wish.url === undefined ? (said.url ?? urlEntry(facts)) : wish.url;
  const image = wish.image ?? (await imagesOf(source, facts, said.image ?? [], url));
  const taken = new Set([...image, ...(url === null ? [] : [url])].flatMap(alternatives));
  const rest = facts.filter(({ path }) => !taken.has(path));
  const names = image.flatMap(alternatives).some((path) => namesFiles(path, facts));
  // A picture's own name is its key: several captions of it are no mistake.
  const key = names ? null : keyOf(source.records, said.key ?? named(facts, "key"));
  const map: DatasetMap = {
    dialect: said.dialect,
    image,
    caption: wish.caption ?? merged(said.caption ?? [], captionEntries(rest, source.prose)),
    key: wish.key === undefined ? key : wish.key,
    url,
    license: wish.license === undefined ? (said.license ?? named(facts, "license")) : wish.license,
    split: wish.split === undefined ? (said.split ?? named(facts, "split")) : wish.split,
  };
  return { map, namesFiles: names, found: names && (await anyFound(source, facts, image)), answer };
}

/** A field whose values come again and again names something else: CommonCatalog's `uid` is who took the picture. */
function keyOf(records: readonly Fields[], name: string | null): string | null {
  if (name === null) return null;
  const values = records.flatMap((record) => {
    const value = record[name];
    return value === undefined || value === null ? [] : [keyText(value)];
  });
  const again = values.length - new Set(values).size;
  return again > MOST_AGAIN && again > values.length * MOST_AGAIN_SHARE ? null : name;
}

function withColumns(facts: readonly FieldFacts[], { columns }: Source): readonly FieldFacts[] {
  const known = new Set(facts.map(({ path }) => path.replace(/[.[].*$/u, "")));
  const others = columns
    .filter(({ name }) => !known.has(name))
    .map(({ name, kind }) => ({ path: name, records: 0, kinds: { [kind]: 1 }, texts: [], length: 0 }));
  return [...facts, ...others];
}

/** `conversations[from=gpt].value` is where `conversations[].value` is; the name of a list means the list. */
export function isThere(path: string, paths: ReadonlySet<string>, records: readonly Fields[]): boolean {
  const bare = path.replaceAll(/\[[^\]]*\]/gu, "[]");
  if (paths.has(bare) || paths.has(`${bare}[]`)) return true;
  return records.some((record) => Object.hasOwn(record, path));
}

/** A dialect's own caption first, then what fits by name, of which a record's first counts. */
function merged(said: readonly string[], guessed: readonly string[]): readonly string[] {
  if (said.length === 0) return guessed;
  if (said.length > 1 || guessed.length > 1) return said;
  const [own = ""] = said;
  // Behind a nested name no other stands: the records have what they have.
  if (own.includes("[")) return said;
  const more = guessed.flatMap(alternatives).filter((path) => !path.includes("."));
  return [[...new Set([...alternatives(own), ...more])].join("|")];
}

async function imagesOf(
  source: Source,
  facts: readonly FieldFacts[],
  said: readonly string[],
  url: string | null,
): Promise<readonly string[]> {
  const own = said.flatMap(alternatives);
  const isUrl = (path: string) => url?.split("|").includes(path) === true;
  const others = facts.filter(({ path }) => !own.includes(path) && !isUrl(path));
  const embedded = embeddedImages(others);
  const dialects = own.every(isUrl) ? [] : said;
  if (source.resolve === undefined) return embedded;
  // Names beside pictures that are inside are those pictures' own.
  if (embedded.length > 0) return [...dialects, ...embedded];
  const likely = likelyPaths(others);
  const found = await foundFiles(
    source,
    likely,
    facts.filter(({ path }) => own.includes(path)),
  );
  if (dialects.length > 0 || found.length > 0) return [...dialects, ...found];
  const numbered = await foundByNumber(source, others);
  if (numbered !== undefined) return [numbered];
  // Names of files that are not there are errors, unless the dataset is one of URLs.
  const lost = url === null ? likely.find((field) => share(field, "path") >= 0.5) : undefined;
  return lost === undefined ? [] : [lost.path];
}

async function nowhere(): Promise<undefined> {}

/** Fields whose values name files; of those that name the same ones, the first. @param known fields that are images already */
async function foundFiles(
  { resolve = nowhere }: Source,
  fields: readonly FieldFacts[],
  known: readonly FieldFacts[],
): Promise<readonly string[]> {
  const filesOf = async ({ texts }: FieldFacts) =>
    (await Promise.all(texts.map(resolve))).filter((file) => file !== undefined);
  const seen = new Set<string>();
  for (const field of known) seen.add(JSON.stringify(await filesOf(field)));
  const found: string[] = [];
  for (const field of fields) {
    const files = await filesOf(field);
    // A word that happens to be a file's name is no name of one.
    const least = share(field, "path") >= 0.5 ? 1 : field.texts.length / 2;
    const all = JSON.stringify(files);
    if (files.length < least || seen.has(all)) continue;
    seen.add(all);
    found.push(field.path);
  }
  return found;
}

/** The number of an image in a table of captions, after which its file is called: COCO's results, localized narratives. */
async function foundByNumber(
  { resolve = nowhere, prose }: Source,
  fields: readonly FieldFacts[],
): Promise<string | undefined> {
  if (captionEntries(fields, prose).length === 0) return undefined;
  for (const { path, texts, numbers = [] } of fields.filter((field) => IMAGE_NUMBER.test(field.path))) {
    const named = [...texts, ...numbers];
    const files = (await Promise.all(named.map(resolve))).filter((file) => file !== undefined);
    if (files.length > 0 && files.length * 2 >= named.length) return path;
  }
  return undefined;
}

async function anyFound(
  { resolve = nowhere }: Source,
  facts: readonly FieldFacts[],
  image: readonly string[],
): Promise<boolean> {
  const paths = new Set(image.flatMap(alternatives).map((path) => path.replaceAll(/\[[^\]]*\]/gu, "[]")));
  const texts = facts.filter(({ path }) => paths.has(path) || paths.has(path.replace(/\[\]$/u, "")));
  const files = await Promise.all(
    texts.flatMap((field) => [...field.texts, ...(field.numbers ?? [])]).map(resolve),
  );
  return files.some((file) => file !== undefined);
}

function namesFiles(path: string, facts: readonly FieldFacts[]): boolean {
  const bare = path.replaceAll(/\[[^\]]*\]/gu, "[]");
  const field = facts.find((one) => one.path === bare || one.path === `${bare}[]`);
  return field !== undefined && share(field, "path", "word", "text", "other") > 0;
}
