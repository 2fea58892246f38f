import { createWriteStream } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { pack as createPack } from "tar-stream";
import type { StoredMember } from "../pair.ts";
import { createRowFile, fieldColumn, int32, type RowFile, text } from "./columns.ts";
import { columnValue, type FieldColumn } from "./fields.ts";
import { addMember } from "./tar-member.ts";

/** A picture that was fetched: where its bytes are kept meanwhile, and what they are. */
export interface FetchedImage {
  readonly path: string;
  /** `jpg`, `png`, … as the bytes say. */
  readonly extension: string;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
}

/** A row of a list of addresses, and what came of it. */
export interface FetchedRow {
  readonly key: string;
  readonly status: "success" | "failed_to_download" | "failed_to_resize" | "denied";
  readonly error?: string;
  readonly image?: FetchedImage;
  readonly url?: string;
  readonly caption?: string;
  readonly license?: string;
  /** What else the list says, by the names under which it is written. */
  readonly fields: ReadonlyMap<string, unknown>;
}

/** A shard to be written as img2dataset does. */
export interface FetchedShard {
  readonly folder: string;
  /** `00000` */
  readonly name: string;
  readonly columns: readonly FieldColumn[];
  readonly rows: readonly FetchedRow[];
  readonly started: Date;
  readonly ended: Date;
}

/** Columns of img2dataset behind those of the list. */
const COLUMNS = [
  text("license"),
  text("caption"),
  text("url"),
  text("key"),
  text("status"),
  text("error_message"),
  int32("width"),
  int32("height"),
  int32("original_width"),
  int32("original_height"),
  text("sha256"),
];
const OWN = new Set(COLUMNS.map(({ name }) => name));

/** Under what name a field of a list stands beside img2dataset's own. */
export function fetchedName(name: string): string {
  return OWN.has(name) ? `source_${name}` : name;
}

/**
 * Writes `00000.tar`, `00000.parquet` and `00000_stats.json`, in the order of the rows whatever came first. Each file
 * appears whole; the statistics are the last, so that a shard which has them is done.
 */
export async function writeFetched(shard: FetchedShard): Promise<void> {
  const path = (ending: string) => join(shard.folder, `${shard.name}${ending}`);
  const parts = [".tar", ".parquet"].map((ending) => [`${path(ending)}.part`, path(ending)] as const);
  const [tar = "", table = ""] = parts.map(([part]) => part);
  try {
    await writeRows(shard, tar, createRowFile(table, [...shard.columns.map(fieldColumn), ...COLUMNS]));
    for (const [part, whole] of parts) await rename(part, whole);
  } finally {
    for (const [part] of parts) await rm(part, { force: true });
  }
  await writeFile(`${path("_stats.json")}.part`, `${JSON.stringify(statistics(shard), null, 4)}\n`);
  await rename(`${path("_stats.json")}.part`, path("_stats.json"));
}

async function writeRows({ rows, columns }: FetchedShard, tar: string, table: RowFile): Promise<void> {
  const pack = createPack();
  const closed = finished(pack.pipe(createWriteStream(tar, { flush: true })));
  closed.catch(() => {});
  for (const row of rows) {
    const record = recordOf(row, columns);
    await table.append(record);
    for (const member of await membersOf(row, record)) await Promise.race([addMember(pack, member), closed]);
  }
  pack.finalize();
  await closed;
  await table.finish();
}

function recordOf(row: FetchedRow, columns: readonly FieldColumn[]): Readonly<Record<string, unknown>> {
  const { key, status, error = null, image, url = null, caption = null, license = null, fields } = row;
  const own = columns.map(({ name, type }) => [name, columnValue(fields.get(name), type)] as const);
  const size = { width: image?.width ?? null, height: image?.height ?? null };
  return {
    ...Object.fromEntries(own),
    license,
    caption,
    url,
    key,
    status,
    error_message: error,
    ...size,
    original_width: size.width,
    original_height: size.height,
    sha256: image?.sha256 ?? null,
  };
}

async function membersOf(
  { key, image, caption }: FetchedRow,
  record: Readonly<Record<string, unknown>>,
): Promise<readonly StoredMember[]> {
  if (image === undefined) return [];
  const entries = Object.entries(record).map(
    ([name, value]) =>
      `    ${JSON.stringify(name)}: ${typeof value === "bigint" ? String(value) : JSON.stringify(value)}`,
  );
  return [
    { name: `${key}.${image.extension}`, bytes: await readFile(image.path) },
    { name: `${key}.json`, bytes: Buffer.from(`{\n${entries.join(",\n")}\n}`) },
    ...(caption === undefined ? [] : [{ name: `${key}.txt`, bytes: Buffer.from(caption) }]),
  ];
}

function statistics({ rows, started, ended }: FetchedShard): Record<string, unknown> {
  const of = (...wanted: readonly string[]) => rows.filter(({ status }) => wanted.includes(status)).length;
  const reasons = new Map<string, number>();
  for (const { status, error } of rows) {
    const reason = error ?? status;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    count: rows.length,
    successes: of("success"),
    failed_to_download: of("failed_to_download", "denied"),
    failed_to_resize: of("failed_to_resize"),
    duration: (ended.getTime() - started.getTime()) / 1000,
    start_time: started.getTime() / 1000,
    end_time: ended.getTime() / 1000,
    status_dict: Object.fromEntries(reasons),
  };
}
