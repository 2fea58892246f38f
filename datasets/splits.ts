import { matcher } from "./hub-globs.ts";
import type { DatasetWriter } from "./writer.ts";

/** A split and patterns of its files, as Hugging Face `datasets` wants them. */
export interface DataFiles {
  readonly split: string;
  readonly path: string | readonly string[];
}

/** Also of a part of a file behind a point, of a file in Hugging Face's folder `data`, with a count behind it, or of a split's folder with its metadata file. */
const NAMED = /^(?:data-)?([a-z]\w*)-(?:metadata-)?\d+(?:-of-\d+)?(?:\.\d+)?$/u;

/** A name of Hugging Face's sharded files, which says its split whatever that is called. */
const SHARDED = /-\d+-of-\d+(?:\.\d+)?$/u;
/** Words of splits that stand alone somewhere in a name, as Hugging Face finds them: `set-train-0001`, `captions_val2017`. */
const WORD =
  /(?:^|[-._ ~\d])(train(?:ing)?|val(?:id(?:ation)?)?|dev(?:elopment)?|test(?:ing)?|eval(?:uation)?)(?=$|[-._ ~\d])/iu;

/** Whether a list or a folder is called after a split and nothing else. */
export function isSplitName(name: string): boolean {
  return /^(?:train|val|valid|validation|test|dev)$/u.test(name);
}

/**
 * The split that a shard's name says: `test-00000`, `data-test-00000-of-00002`, `test-metadata-00000` → `test`;
 * `captions_val2017-00000` → `validation`; `train` for any other name.
 */
export function splitOfShard(shard: string): string {
  const named = NAMED.exec(shard)?.[1];
  const whole = named !== undefined && (SHARDED.test(shard) || WORD.exec(named)?.[0] === named);
  return (whole ? named : (wordOf(shard) ?? named)) ?? "train";
}

/** What names a sample in a dataset: the same picture in two splits is two, since it must not be in both. */
export function sampleKey(shard: string, sample: string): string {
  return `${wordOf(shard) ?? ""}/${sample}`;
}

/** The split that a word in a name says, by itself. */
export function wordOf(shard: string): string | undefined {
  const word = WORD.exec(shard)?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  if (word.startsWith("train")) return "train";
  return word.startsWith("val") || word.startsWith("dev") ? "validation" : "test";
}

/**
 * Splits in the order of their shards. Names say splits only where each of them does and one of them is known by its
 * word or by how it is numbered: otherwise (`00000`, `part-00000`) all is one split, `train`.
 */
export function splitsOf(shards: readonly string[]): readonly string[] {
  const says = (shard: string) => NAMED.test(shard) || wordOf(shard) !== undefined;
  const known = (shard: string) => wordOf(shard) !== undefined || SHARDED.test(shard);
  if (!shards.every(says) || !shards.some(known)) return ["train"];
  return [...new Set(shards.map(splitOfShard))];
}

/** What to call the shards of a dataset that is written: where names say splits, each begins with its split. */
export function writtenNames(shards: readonly string[]): readonly string[] {
  if (splitsOf(shards).length === 1) return shards;
  const bare = shards.map((name) => {
    const whole = name.replace(/^data-(?=[a-z])/u, "");
    return whole.startsWith(`${splitOfShard(name)}-`) ? whole : `${splitOfShard(name)}-${name}`;
  });
  return bare.map((name, i) => (bare.indexOf(name) === i ? name : `${name}-${i}`));
}

/** A shard that was written: its name in the source, and its files. */
export interface WrittenShard {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * Which files of a dataset that `writer` wrote belong to which split, so that no test is read as training data.
 * @param folders splits that folders of pictures are called after: they count where no name says one
 */
export function dataFiles(
  { files, globs }: DatasetWriter,
  shards: readonly WrittenShard[],
  folders: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly DataFiles[] {
  const names = shards.map(({ name }) => name);
  const splits = splitsOf(names);
  if (globs !== undefined) {
    const all = shards.map(({ files: [first], name }) => globs(first, name));
    const ofPictures = (own: readonly string[]) => own.some((glob) => glob.includes("**"));
    if (folders.size > 0 && all.some(ofPictures) && names.every((name) => wordOf(name) === undefined)) {
      const others = all.filter((own) => !ofPictures(own)).flat();
      const more = others.length === 0 ? [] : [...(folders.get("train") ?? []), ...others];
      const splits = more.length === 0 ? folders : new Map([...folders, ["train", more]]);
      return [...splits].map(([split, path]) => ({ split, path }));
    }
    return splits.map((split) => {
      const own = shards.filter(({ name }) => splits.length === 1 || splitOfShard(name) === split);
      const found = own.flatMap(({ files: [first], name }) => globs(first, name));
      return { split, path: [...new Set(found)] };
    });
  }
  if (splits.length === 1) return splits.map((split) => ({ split, path: files("*") }));
  return splits.map((split) => {
    const path = files(`${split}-*`);
    const firsts = (isOwn: boolean) =>
      shards
        .filter(({ name }) => (splitOfShard(name) === split) === isOwn)
        .flatMap(({ files: [first] }) => first ?? []);
    const fits = matcher([path]);
    // Tars keep their names, which need not begin with their split.
    const isExact = firsts(true).every(fits) && !firsts(false).some(fits);
    return { split, path: isExact ? path : firsts(true) };
  });
}
