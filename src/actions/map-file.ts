import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { MapEntry, PlaceWish } from "../../datasets/index.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { writeNew } from "../process/files.ts";
import { printable } from "../process/printable.ts";

/** What somebody says of a dataset's fields: a file, and words that count more. */
export interface MapFlags {
  /** A map's file, as `inspect` writes it: YAML or JSON. */
  readonly map?: string;
  readonly image?: readonly string[];
  readonly caption?: readonly string[];
  readonly key?: string;
  /** A map that a face has at hand; words count more. */
  readonly said?: PlaceWish;
}

const names = z.array(z.string().min(1));
const one = z.string().min(1).nullable();
const entry: z.ZodType<MapEntry> = z.strictObject({
  format: z.string().min(1).exactOptional(),
  files: names.exactOptional(),
  dialect: z.string().min(1).exactOptional(),
  image: names.exactOptional(),
  caption: names.exactOptional(),
  key: one.exactOptional(),
  url: one.exactOptional(),
  license: one.exactOptional(),
  split: one.exactOptional(),
  register: z.enum(["caption", "comment", "prompt"]).exactOptional(),
});
const schema = z.array(entry);

/**
 * What a person says of a dataset's fields.
 * @throws CliError (exit code 2) with one line: which file, which field, what was wanted
 */
export async function mapWish({ map, image, caption, key, said = [] }: MapFlags): Promise<PlaceWish> {
  const own = {
    ...(image === undefined ? {} : { image }),
    ...(caption === undefined ? {} : { caption }),
    ...(key === undefined ? {} : { key }),
  };
  const entries = map === undefined ? said : await readMap(map);
  if (Object.keys(own).length === 0) return entries;
  return entries.length === 0 ? [own] : entries.map((one) => ({ ...one, ...own }));
}

async function readMap(path: string): Promise<PlaceWish> {
  let value: unknown;
  try {
    value = parse(await readFile(path, "utf8"), { logLevel: "error" });
  } catch (cause) {
    throw refused(path, oneLine(cause), cause);
  }
  // One entry may stand without its list.
  const result = schema.safeParse(Array.isArray(value) ? value : [value]);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refused(path, `${issue?.path.join(".") || "top level"}: ${issue?.message}`);
}

const HEAD = `# What Sluice takes each field for. Change it, and give it back with --map.
# A name is a field (caption, conversations[].value) or a file's ending (.txt); names joined by | are alternatives.
# register: comment, or prompt, where captions are such: reports and cards then flag by their cuts.
`;

/**
 * Writes a dataset's map, as YAML or, where the name ends so, as JSON.
 * @throws CliError (exit code 2) where the file is there already, or cannot be written
 */
export async function writeMap(path: string, map: PlaceWish): Promise<void> {
  const refuse = (reason: string, cause?: unknown) =>
    new CliError(`Cannot write map "${path}": ${reason}`, { exitCode: 2, cause });
  const text = /\.json$/iu.test(path)
    ? `${JSON.stringify(map, null, 2)}\n`
    : `${HEAD}${stringify(map, { lineWidth: 0 })}`;
  const written = await writeNew(path, text).catch((cause) => {
    throw refuse(oneLine(cause), cause);
  });
  if (!written) throw refuse("it is there already");
}

function refused(path: string, reason: string, cause?: unknown): CliError {
  return new CliError(`Cannot use map "${path}": ${printable(reason)}`, { exitCode: 2, cause });
}
