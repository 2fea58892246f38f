import { createReadStream } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { linesOf } from "../lines.ts";
import { isFieldName } from "../plain-value.ts";
import type { WrittenPiece } from "../writer.ts";
import { rawOf, rowText } from "./table-rows.ts";

/** What a piece's header is called. */
export const HEAD = ".head";
/** What a piece of a second text is called, whose lines belong to those of the first. */
export const BESIDE = ".beside";

type Write = (bytes: string | Uint8Array) => Promise<unknown>;

/** Puts a table together from the pieces of its shards. */
export async function assembleTable(path: string, pieces: string, parts: Parts): Promise<void> {
  const [{ shard: first, files }] = parts;
  if (first.file === undefined) return;
  const { beside, between } = await rowText(first.source, first.file, first.within);
  await assembled(path, (write) => writeTable(write, pieces, parts, 0));
  const [, other] = files;
  if (beside === undefined || other === undefined) return;
  const texts = parts.map(({ shard }) => join(pieces, `${shard.name}${BESIDE}`));
  await assembled(join(dirname(path), basename(other)), (write) => writeAll(write, texts, "", between, "\n"));
}

async function assembled(path: string, fill: (write: Write) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const isPacked = /\.gz$/iu.test(path);
  const out = await open(path, "w");
  // Gzip's members may follow one another.
  const write: Write = (bytes) => out.write(isPacked ? gzipSync(bytes) : Buffer.from(bytes));
  try {
    await fill(write);
    await out.sync();
  } finally {
    await out.close();
  }
}

type Parts = readonly [WrittenPiece, ...WrittenPiece[]];

/** @param level how many of the members that the rows lie in are open already */
async function writeTable(write: Write, pieces: string, parts: Parts, level: number): Promise<void> {
  const [{ shard: first }] = parts;
  if (first.within?.[level] !== undefined) return writeMembers(write, pieces, parts, level);
  const { json, between } = await rowText(first.source, first.file ?? "", first.within);
  const files = parts.map(({ shard }) => join(pieces, shard.name));
  if (json === undefined) await writeLines(write, files, between);
  else if (json.kind === "columns") await writeColumns(write, files, json.names);
  else if (json.kind === "split") {
    const names = JSON.stringify(json.names.map(columnName));
    await writeAll(write, files, `{"columns": ${names},\n"data": [\n`, between, "\n]}\n");
  } else if (json.kind === "named") await writeAll(write, files, "{\n", between, "\n}\n");
  else if (json.kind === "record") await writeAll(write, files, "", between, "\n");
  else await writeLists(write, files, parts, between);
}

/** Members of an object that hold rows each in a way of its own, one after the other. */
async function writeMembers(write: Write, pieces: string, parts: Parts, level: number): Promise<void> {
  const byName = new Map<string, [WrittenPiece, ...WrittenPiece[]]>();
  for (const part of parts) {
    const name = part.shard.within?.[level] ?? "";
    const own = byName.get(name);
    if (own === undefined) byName.set(name, [part]);
    else own.push(part);
  }
  let count = 0;
  for (const [name, own] of byName) {
    await write(`${count === 0 ? "{" : ","}\n${JSON.stringify(listName(name, count))}: `);
    await writeTable(write, pieces, own, level + 1);
    count++;
  }
  await write("}\n");
}

async function writeLines(write: Write, files: readonly string[], between: string): Promise<void> {
  const head = await readFile(`${files[0]}${HEAD}`, "utf8");
  await writeAll(write, files, head, between, "\n");
}

async function writeAll(
  write: Write,
  files: readonly string[],
  head: string,
  between: string,
  end: string,
): Promise<void> {
  await write(head);
  for (const [i, file] of files.entries()) {
    if (i > 0) await write(between);
    await copy(write, file);
  }
  await write(end);
}

/** Lists, each under its name where it has one. */
async function writeLists(
  write: Write,
  files: readonly string[],
  parts: readonly WrittenPiece[],
  between: string,
): Promise<void> {
  let lists = 0;
  for (const [i, { shard }] of parts.entries()) {
    const before = parts[i - 1]?.shard;
    if (before === undefined) await write(listHead(shard.list, 0));
    else await write(before.list === shard.list ? between : `\n],\n${listHead(shard.list, ++lists)}`);
    await copy(write, files[i] ?? "");
  }
  await write(`\n]${parts[0]?.shard.list === undefined ? "" : "}"}\n`);
}

/** How a list of JSON begins, under its name where it has one. @param before lists that stand before it */
function listHead(list: string | undefined, before: number): string {
  if (list === undefined) return "[\n";
  return `${before === 0 ? "{" : ""}${JSON.stringify(listName(list, before))}: [\n`;
}

/** A name that is a text of its own is none of a list; no two of a file are the same. */
function listName(name: string, before: number): string {
  return isFieldName(name) ? name : `rows${before === 0 ? "" : `_${before + 1}`}`;
}

/** Each column as an object of its values by the numbers of their rows, as pandas writes them, one after the other. */
async function writeColumns(write: Write, files: readonly string[], names: readonly string[]): Promise<void> {
  for (const [i, name] of names.entries()) {
    await write(`${i === 0 ? "{" : ",\n"}${JSON.stringify(columnName(name, i))}: {`);
    let count = 0;
    for (const file of files)
      for await (const { bytes } of linesOf(createReadStream(file), new AbortController().signal)) {
        const line = Buffer.from(bytes).toString();
        const tab = line.indexOf("\t");
        const raw = rawOf(line.slice(tab + 1), name);
        await write(`${count++ === 0 ? "" : ", "}"${line.slice(0, tab)}": ${raw}`);
      }
    await write("}");
  }
  await write("}\n");
}

/** A name that is a text of its own is none of a column. */
function columnName(name: string, i: number): string {
  return isFieldName(name) ? name : `column_${i + 1}`;
}

async function copy(write: Write, file: string): Promise<void> {
  for await (const chunk of createReadStream(file)) await write(chunk as Buffer);
}
