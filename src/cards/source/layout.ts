import { basename } from "node:path";
import { type MapEntry, type PlaceWish, settledTypes, topField } from "../../../datasets/index.ts";
import type { RunInputs } from "../../run/run.ts";
import type { ShardFacts, StoredLayout } from "../../run/shard-facts.ts";
import type { RunRecord } from "./run-record.ts";

/** Formats whose files declare their columns: files of other columns are another part. */
const DECLARED = /^(?:parquet|arrow|tfrecord)$/u;

/** Media types by ending, as they are registered, or as Croissant names them. */
const MEDIA: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  jfif: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  avif: "image/avif",
  heic: "image/heic",
  bmp: "image/bmp",
  tif: "image/tiff",
  tiff: "image/tiff",
  txt: "text/plain",
  text: "text/plain",
  caption: "text/plain",
  cap: "text/plain",
  json: "application/json",
  cls: "text/plain",
};

/** The media type of files that end so. */
function mediaType(ending: string): string {
  return MEDIA[ending.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}

interface Group {
  readonly format: string;
  readonly source: string;
  readonly shards: (ShardFacts & { readonly layout: StoredLayout })[];
}

/**
 * How the audited dataset is stored, as rows of facts: parts that are alike, with what each holds, and every shard with
 * its file; nothing of the layout where the run is of an older version.
 */
export function layoutRecords(inputs: RunInputs, shards: readonly ShardFacts[]): readonly RunRecord[] {
  const { uri, uris = [uri] } = inputs;
  const parts = new Map<string, { readonly number: number; readonly groups: Group[] }>();
  const groups = new Map<string, Group>();
  for (const shard of shards) {
    if (shard.layout === null) continue;
    const source = sourceOf(shard, uris);
    const group = groups.get(source) ?? {
      format: shard.layout.format ?? inputs.format,
      source,
      shards: [],
    };
    groups.set(source, group);
    group.shards.push({ ...shard, layout: shard.layout });
  }
  const partOf = new Map<string, number>();
  for (const group of groups.values()) {
    const key = keyOf(group);
    const part = parts.get(key) ?? { number: parts.size + 1, groups: [] };
    parts.set(key, part);
    part.groups.push(group);
    for (const { name } of group.shards) partOf.set(name, part.number);
  }
  return [
    {
      id: "files",
      about: "shards, with the SHA-256 of what they hold",
      result: shards.map((shard) => fileRow(shard, sourceOf(shard, uris), partOf.get(shard.name))),
    },
    ...(parts.size === 0
      ? []
      : [
          {
            id: "layout" as const,
            about: "how the pairs are stored: columns, members and files, and what each is taken for",
            result: [...parts.values()].flatMap(({ number, groups: own }) =>
              rowsOf(number, own, inputs.map ?? []),
            ),
          },
          ...archivesOf(shards, partOf, uris),
        ]),
  ];
}

/** The shard's source; of several places below the name of its own. */
function sourceOf({ source, layout }: ShardFacts, uris: readonly string[]): string {
  const place = uris.length > 1 ? uris[layout?.place ?? -1] : undefined;
  return place === undefined ? source : `${basename(place)}/${source}`;
}

function keyOf({ format, source, shards }: Group): string {
  const names = shards[0]?.layout.fields.map(({ name }) => name).sort();
  const ending = /(?:\.[A-Za-z]\w*)+$/u.exec(basename(source))?.[0] ?? "";
  return JSON.stringify([format, ending, DECLARED.test(format) ? names : null]);
}

function fileRow(
  { name, source: own, bytes, sha256, pairs, layout }: ShardFacts,
  source: string,
  part: number | undefined,
): Readonly<Record<string, unknown>> {
  const apart = layout?.apart.reduce((sum, one) => sum + one.bytes, 0) ?? 0;
  const whole = layout?.whole;
  return {
    name,
    source,
    bytes,
    sha256,
    pairs,
    ...(part === undefined ? {} : { part }),
    ...(layout?.rowsAt === undefined ? {} : { rows_at: layout.rowsAt }),
    // What a folder's shard holds is counted in its bytes already.
    ...(apart > 0 && layout?.format !== "folder" ? { apart_bytes: apart } : {}),
    ...(whole === undefined ? {} : { file_bytes: whole.bytes, file_sha256: whole.sha256 }),
    ...(layout?.zips?.own === undefined
      ? {}
      : { in_zip: `${source.slice(0, source.length - own.length)}${layout.zips.own}` }),
  };
}

/** Zips that parts lie in, each once. */
function archivesOf(
  shards: readonly ShardFacts[],
  partOf: ReadonlyMap<string, number>,
  uris: readonly string[],
): readonly RunRecord[] {
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { name, layout } of shards)
    for (const { path: own, bytes, sha256 } of layout?.zips?.files ?? []) {
      const place = uris.length > 1 ? uris[layout?.place ?? -1] : undefined;
      const path = place === undefined ? own : `${basename(place)}/${own}`;
      const { top, pictures } = layout?.zips ?? {};
      const part = partOf.get(name);
      const row = { part, path, bytes, sha256, ...(top && { top }), ...(pictures && { pictures }) };
      rows.set(`${part} ${path}`, row);
    }
  if (rows.size === 0) return [];
  return [
    { id: "archives", about: "zips that the pairs or their pictures lie in", result: [...rows.values()] },
  ];
}

function rowsOf(part: number, groups: readonly Group[], map: PlaceWish): RunRecord["result"] {
  const [first] = groups;
  if (first === undefined) return [];
  const { format } = first;
  const layouts = groups.flatMap(({ shards }) => shards.map(({ layout }) => layout));
  const entry = map.find(
    ({ format: of, files }) =>
      (of ?? format) === format &&
      (files === undefined ||
        files.some((file) => first.source === file || first.source.endsWith(`/${file}`))),
  );
  const inJson = format === "folder" || layouts.some(({ members }) => members.length > 0);
  const fields = merged(layouts.map((one) => one.fields));
  const row = (stored_as: string, name: string, type: string, taken_for: string, pairs: number) => ({
    part,
    format,
    stored_as,
    name,
    type,
    taken_for,
    pairs,
  });
  return [
    ...[...fields].map(([name, { types, pairs }]) =>
      row(
        inJson ? "field of .json" : "column",
        name,
        settledTypes(types).join(" or ") || "nothing",
        roleOf(entry, name) ?? "–",
        pairs,
      ),
    ),
    ...filesOf(layouts.map(({ members }) => members)).map(([ending, pairs]) =>
      row("member", `.${ending}`, mediaType(ending), roleOf(entry, `.${ending}`) ?? "–", pairs),
    ),
    ...filesOf(layouts.map(({ apart }) => apart)).map(([ending, pairs]) => ({
      ...row(
        "file",
        `*.${ending}`,
        mediaType(ending),
        roleOf(entry, `.${ending}`) ?? (mediaType(ending).startsWith("image/") ? "image" : "–"),
        pairs,
      ),
      ...(layouts.some(({ apart }) => apart.some((one) => one.ending === ending && one.elsewhere))
        ? { elsewhere: true }
        : {}),
    })),
  ];
}

function merged(lists: readonly StoredLayout["fields"][]) {
  const fields = new Map<string, { readonly types: Set<string>; pairs: number }>();
  for (const { name, types, pairs } of lists.flat()) {
    const field = fields.get(name) ?? { types: new Set(), pairs: 0 };
    fields.set(name, field);
    for (const type of types) field.types.add(type);
    field.pairs += pairs;
  }
  return fields;
}

function filesOf(lists: readonly StoredLayout["members"][]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const { ending, pairs } of lists.flat()) sums.set(ending, (sums.get(ending) ?? 0) + pairs);
  return [...sums].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

/** What a map takes a field or an ending for. */
function roleOf(entry: MapEntry | undefined, name: string): string | null {
  if (entry === undefined) return null;
  const { image = [], caption = [], key, url, license, split } = entry;
  const roles = [
    ...image.map((path) => ["image", path] as const),
    ...caption.map((path) => ["caption", path] as const),
    ["key", key] as const,
    ["url", url] as const,
    ["licence", license] as const,
    ["split", split] as const,
  ];
  const found = roles.find(([, path]) =>
    path?.split("|").some((one) => {
      const said = one.trim();
      return (
        said === name || topField(said) === name || (name.startsWith(".") && said === name.toLowerCase())
      );
    }),
  );
  return found?.[0] ?? null;
}
