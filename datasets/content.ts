import { addBytes, addMember, endingOf, type Unmeasured } from "./content-member.ts";
import { fieldLeaves, inName, type Leaf, nestedLeaves } from "./field-leaves.ts";
import { imageText } from "./mapping/value-kind.ts";
import type { Pair, StoredImage } from "./pair.ts";
import { isAddress, isFieldName, isPlain } from "./plain-value.ts";

/** A string that a trainer can read, and where it stands. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  /** Whether it is one line of a text of several, which is there as a whole too: a long text hides what one line says. */
  readonly line?: true;
  /** Whether it is a name of a device, a program or a person, which is of no language. */
  readonly label?: boolean;
}

/** A plain value: it says nothing of a picture by itself. */
export type Fact = string | number | boolean;

/** Everything that a pair carries, each thing once: what an audit measures, and what it cannot. */
export interface Content {
  readonly images: readonly StoredImage[];
  readonly captions: readonly string[];
  readonly texts: readonly NamedText[];
  /** Words that names of fields join, where they may say something: lists of words judge them, as models of sentences cannot. */
  readonly words: readonly string[];
  /** Fields of the first level that hold a plain value. */
  readonly facts: Readonly<Record<string, Fact>>;
  readonly unmeasured: readonly Unmeasured[];
}

/** Strings of one pair that are scored; a longer list is data, not what somebody wrote of a picture. */
const MOST_TEXTS = 4096;
/** Lines of one text that are scored alone. */
const MOST_LINES = 64;

/**
 * Says of every member and every field of a pair what it is. An audit measures what stands here as images,
 * captions and texts; curating writes those and the plain values, and nothing else.
 */
export function contentOf(pair: Pair): Content {
  const captions = pair.captions ?? (pair.caption === undefined ? [] : [pair.caption]);
  const images = [...(pair.images ?? (pair.image ? [{ name: "image", bytes: pair.image }] : []))];
  const texts = new Map<string, NamedText>();
  const unmeasured: Unmeasured[] = [];
  const known = new Set([...captions, ...nameTexts(pair.key)].map((text) => text.trim()));
  const knows = (text: string) => known.has(text.trim());
  // Said once: a list of thousands is one thing left out.
  const leaveOut = (name: string, reason: string) => {
    if (!unmeasured.some((one) => one.reason === reason)) unmeasured.push({ name, reason, shown: true });
  };
  const add = (name: string, text: string, line?: true) => {
    if (knows(text) || isPlain(text)) return;
    if (texts.size < MOST_TEXTS) texts.set(`${name}\n${text}`, { name, text, ...(line && { line }) });
    else leaveOut(name, `more than ${MOST_TEXTS} texts`);
  };
  const addText = (name: string, text: string) => {
    const picture = imageText(text);
    if (picture !== undefined) return addBytes(name, picture(), collected);
    add(name, text);
    addLines(name, text);
  };
  const addLines = (name: string, text: string) => {
    const lines = text.split(/\r\n|[\n\r\u2028\u2029]/u);
    if (lines.filter((line) => line.trim() !== "").length < 2) return;
    if (lines.length > MOST_LINES) leaveOut(name, `more than ${MOST_LINES} lines`);
    for (const [i, line] of lines.slice(0, MOST_LINES).entries()) add(`${name}:${i + 1}`, line, true);
  };
  const words = new Set<string>();
  const addWord = (word: string) => {
    if (words.size < MOST_TEXTS) words.add(word);
    else leaveOut("(a name)", `more than ${MOST_TEXTS} names`);
  };
  const pictures = new Map<string, Uint8Array[]>();
  const knowsImage = (name: string, bytes: Uint8Array) => {
    const own = pictures.get(name) ?? [];
    if (own.some((one) => Buffer.compare(one, bytes) === 0)) return true;
    pictures.set(name, [...own, bytes]);
    return false;
  };
  const collected = { images, unmeasured, addText, addWord, knows, knowsImage };
  const addLeaf = ({ name, value }: Leaf) => {
    if (value instanceof Uint8Array) addBytes(name, value, collected);
    else if (value === "too deep") unmeasured.push({ name, reason: "nested too deep", shown: true });
    else if (value === "pixels") leaveOut(name, "numbers laid out as pixels");
    else if ("word" in value) addWord(value.word);
    else addText(name, value.text);
  };
  for (const [i, caption] of captions.entries()) {
    const name = captions.length > 1 ? `caption[${i}]` : "caption";
    addLines(name, caption);
    // Of JSON taken for a caption the texts are in it anyway; a picture is not seen by reading.
    for (const { name: at, value } of nestedLeaves(name, caption))
      if (typeof value === "object" && "text" in value && imageText(String(value.text)) !== undefined)
        addText(at, String(value.text));
  }
  // Such fields say what a member holds, which is looked at as a member.
  const endings = new Set(pair.members?.map(({ name }) => endingOf(name)));
  const fields = Object.entries(pair.meta).filter(([name]) => !endings.has(name));
  for (const leaf of fieldLeaves(Object.fromEntries(fields))) addLeaf(leaf);
  // What its columns are called is read, too, also of those that are its captions and images.
  for (const name of Object.keys(pair.record ?? {}))
    if (!isFieldName(name)) addText("(a name)", name);
    else for (const leaf of inName(name)) addLeaf(leaf);
  // A table beside the pair may say of a field what its members do not.
  for (const leaf of fieldLeaves(pair.tableRow?.record ?? {})) addLeaf(leaf);
  if (pair.url !== undefined && !isAddress(pair.url)) addText("url", pair.url);
  if (pair.license !== undefined) addText("license", pair.license);
  for (const { name, text } of pair.classes ?? []) addText(name, text);
  for (const { name, bytes } of pair.blobs ?? []) addBytes(name, bytes, collected);
  for (const member of [...(pair.members ?? []), ...(pair.stored?.beside ?? [])])
    addMember(member, collected);
  return {
    images,
    captions,
    texts: [...texts.values()],
    words: [...words],
    facts: factsOf(pair),
    unmeasured,
  };
}

function factsOf({ meta, members = [], images = [] }: Pair): Readonly<Record<string, Fact>> {
  // Of a picture or other data a pair keeps only how long it is, which is no field of its own.
  const large = new Set([
    ...images.map(({ name }) => name.slice(1)),
    ...members.map(({ name }) => endingOf(name)),
  ]);
  const isLength = (name: string, value: unknown) => large.has(name) && /^\d+ bytes$/u.test(String(value));
  const facts = Object.entries(meta).filter(([name, value]) =>
    typeof value === "string" ? value !== "" && isPlain(value) && !isLength(name, value) : isScalar(value),
  );
  return Object.fromEntries(facts) as Record<string, Fact>;
}

function isScalar(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

/** A pair's name is no text of its own: its members bear it anyway. */
function nameTexts(key: string): readonly string[] {
  const name = key.slice(key.indexOf("/") + 1);
  return [name, name.slice(name.lastIndexOf("/") + 1)];
}
