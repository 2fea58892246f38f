import { createReadStream } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { arrayElements } from "../formats/json-arrays.ts";
import { hidesFields, jsonFields } from "../json-text.ts";
import { isFieldName } from "../plain-value.ts";
import { besideRows } from "../tables/json-beside.ts";
import { decodeText } from "../text.ts";
import type { DatasetWriter, KeptPair, ShardWriter, Target, WrittenPiece } from "../writer.ts";

/** What is written of the entries of `images` and `licenses`: by list and id, the fields that are left out. */
type Entries = Record<"images" | "licenses", Record<string, readonly string[]>>;

/** COCO's captions JSON with the annotations that pass, the entries of their images, and the pictures. */
export const sourceCoco: DatasetWriter = {
  id: "coco",
  about: "the source's captions JSON with the annotations that pass, and their pictures",
  numbered: false,
  needsImages: false,
  stores: () => true,
  refuses: ({ pair }) =>
    pair.line === undefined || pair.stored === undefined
      ? "its annotation or its image's entry could not be read"
      : null,
  begin,
  assemble,
  files: (shards) => shards,
  globs: (file) => (file === undefined ? [] : [file]),
};

const ENTRIES = ".entries";

async function begin({ folder, pieces, shard }: Target): Promise<ShardWriter> {
  const { source = "", name = "" } = shard ?? {};
  await mkdir(pieces, { recursive: true });
  const piece = await open(join(pieces, name), "w");
  const entries: Entries = { images: {}, licenses: {} };
  const beside = shard?.file === undefined ? [] : await besideRows(shard.file, "coco");
  let written = 0;
  return {
    async write(kept) {
      const { line = "", record = {} } = kept.pair;
      await piece.write(`${written++ === 0 ? "" : ",\n"}${line}`);
      const id = slot(record["images.id"]);
      if (entries.images[id] === undefined) await writePicture(folder, kept);
      note(entries, "images", id, record);
      if (record["licenses.id"] !== undefined) note(entries, "licenses", slot(record["licenses.id"]), record);
    },
    async finish() {
      await piece.sync();
      await piece.close();
      await writeFile(join(pieces, `${name}${ENTRIES}`), JSON.stringify(entries));
      return written === 0 ? [] : [source];
    },
    kinds: () => [],
    stripped: () => beside,
    abandon: () => piece.close(),
  };
}

/** No id is a name that every object has. */
function slot(id: unknown): string {
  return `#${String(id)}`;
}

function note(
  entries: Entries,
  list: keyof Entries,
  id: string,
  record: Readonly<Record<string, unknown>>,
): void {
  const gone = Object.entries(record)
    .filter(([name, value]) => name.startsWith(`${list}.`) && value === undefined)
    .map(([name]) => name.slice(list.length + 1));
  entries[list][id] = [...new Set([...(entries[list][id] ?? []), ...gone])];
}

async function writePicture(folder: string, { pair, image }: KeptPair): Promise<void> {
  // What is looked for beside the folder that was named lies in the new one.
  const place = posix.normalize(pair.stored?.picture ?? "").replace(/^(?:\.\.\/)+/u, "");
  if (image === null || place === "" || posix.isAbsolute(place)) return;
  await mkdir(dirname(join(folder, place)), { recursive: true });
  await writeFile(join(folder, place), image);
}

async function assemble(
  { folder, pieces }: Pick<Target, "folder" | "pieces">,
  shards: readonly WrittenPiece[],
): Promise<void> {
  const files = new Set(shards.flatMap((shard) => shard.files));
  for (const file of files) {
    const own = shards.filter((shard) => shard.files.includes(file)).map(({ shard }) => shard);
    const [first] = own;
    if (first?.file === undefined) continue;
    const entries: Entries = { images: {}, licenses: {} };
    for (const { name } of own)
      merge(entries, JSON.parse(await readFile(join(pieces, `${name}${ENTRIES}`), "utf8")));
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const out = await open(join(folder, file), "w");
    try {
      await out.write('{\n"images": [\n');
      await writeEntries(out, first.file, "images", entries.images);
      await out.write('\n],\n"licenses": [\n');
      await writeEntries(out, first.file, "licenses", entries.licenses);
      await out.write('\n],\n"annotations": [\n');
      for (const [i, { name }] of own.entries()) {
        if (i > 0) await out.write(",\n");
        for await (const chunk of createReadStream(join(pieces, name))) await out.write(chunk as Buffer);
      }
      await out.write("\n]\n}\n");
      await out.sync();
    } finally {
      await out.close();
    }
  }
}

function merge(into: Entries, more: Entries): void {
  for (const list of ["images", "licenses"] as const)
    for (const [id, gone] of Object.entries(more[list]))
      into[list][id] = [...new Set([...(into[list][id] ?? []), ...gone])];
}

/** The entries of a list that written captions name, in their order, each id once. */
async function writeEntries(
  out: Awaited<ReturnType<typeof open>>,
  source: string,
  list: keyof Entries,
  wanted: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const written = new Map<string, string>();
  // Of an id that comes again the last counts, as for whoever reads them.
  for await (const { array, bytes } of arrayElements(createReadStream(source))) {
    if (array !== list) continue;
    const { text } = decodeText(bytes);
    const fields = jsonFields(text) ?? [];
    const id = slot(fields.find(({ name }) => name === "id")?.value);
    const gone = wanted[id];
    if (gone !== undefined) written.set(id, entryOf(text, fields, gone));
  }
  let count = 0;
  for (const text of written.values()) await out.write(`${count++ === 0 ? "" : ",\n"}${text}`);
}

/** An entry to the byte, less the fields that are left out. */
function entryOf(
  text: string,
  fields: NonNullable<ReturnType<typeof jsonFields>>,
  gone: readonly string[],
): string {
  const whole = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  const kept = fields.filter(({ name }) => isFieldName(name) && !gone.includes(name));
  if (kept.length === fields.length && !hidesFields(text, whole)) return text;
  const written = kept.map(({ name, raw, value }) => {
    const own = hidesFields(raw, value) ? JSON.stringify(value) : raw;
    return `${JSON.stringify(name)}: ${own}`;
  });
  return `{${written.join(", ")}}`;
}
