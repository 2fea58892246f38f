import { createWriteStream } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { pack as createPack } from "tar-stream";
import type { StoredMember } from "../pair.ts";
import type { DatasetWriter, KeptPair, ShardWriter, Target } from "../writer.ts";
import { createRowFile, int32, text } from "./columns.ts";
import { jsonTexts } from "./fields.ts";
import { type WrittenSidecar, writeSidecar } from "./sidecar.ts";
import { addMember } from "./tar-member.ts";

/** Tars of the members that the pairs had, each with the source's table beside it, or img2dataset's, and its statistics. */
export const webdataset: DatasetWriter = {
  id: "webdataset",
  about: "00000.tar with the members and keys that the pairs had, 00000.parquet and 00000_stats.json",
  // Img2dataset reads the number of a shard off its file of statistics.
  numbered: true,
  needsImages: true,
  stores: ({ members }) => members !== undefined,
  refuses: ({ pair, image }) =>
    image === null && !pair.members?.length ? "the pair has no image to put in a tar" : null,
  begin,
  files: (shards) => `**/${shards}.tar`,
};

/** As img2dataset lays out its table of a shard. */
const COLUMNS = [
  text("key"),
  text("url"),
  text("caption"),
  text("status"),
  text("error_message"),
  int32("width"),
  int32("height"),
  int32("original_width"),
  int32("original_height"),
  text("sha256"),
];

async function begin({ folder, name: shard, shard: source, carry = [] }: Target): Promise<ShardWriter> {
  const path = (ending: string) => join(folder, `${shard}${ending}`);
  await mkdir(dirname(path(".tar")), { recursive: true });
  const pack = createPack();
  const sink = createWriteStream(path(".tar"));
  const closed = finished(pack.pipe(sink));
  // A failed disk is reported by the next write; here it must only not end the process.
  closed.catch(() => {});
  const rows: Record<string, unknown>[] = [];
  const tableRows: NonNullable<KeptPair["pair"]["tableRow"]>[] = [];
  let beside: WrittenSidecar | undefined;
  const stems = new Set<string>();
  const kinds = new Set<string>();
  let count = 0;
  return {
    async write(kept) {
      const members = kept.pair.members ?? membersOf(kept, stems);
      for (const member of members) await Promise.race([addMember(pack, member), closed]);
      kinds.add(
        members
          .map(({ name }) => endingOf(name))
          .sort()
          .join("+"),
      );
      if (kept.pair.tableRow !== undefined) tableRows.push(kept.pair.tableRow);
      else rows.push(rowOf(kept, members[0]?.name ?? kept.pair.key));
      count++;
    },
    async finish() {
      pack.finalize();
      await closed;
      await sync(path(".tar"));
      if (source?.table !== undefined) beside = await writeSidecar(source.table, path(""), tableRows, carry);
      if (beside === undefined) await writeRows(path(".parquet"), rows);
      await writeFile(path("_stats.json"), `${JSON.stringify(statistics(count), null, 4)}\n`);
      return [".tar", beside?.ending ?? ".parquet", "_stats.json"].map((ending) => `${shard}${ending}`);
    },
    kinds: () => [...kinds].sort(),
    stripped: () => beside?.stripped ?? [],
    carried: () => beside?.carried ?? [],
    async abandon() {
      pack.destroy();
      sink.destroy();
      await closed.catch(() => {});
    },
  };
}

/** Img2dataset's own table, of pairs that no table speaks of. */
async function writeRows(path: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const table = createRowFile(path, COLUMNS);
  for (const row of rows) await table.append(row);
  await table.finish();
}

/** What follows a member's first dot: its name in the record that a reader makes. */
function endingOf(name: string): string {
  const last = lastPart(name);
  return last.includes(".") ? last.slice(last.indexOf(".") + 1).toLowerCase() : "";
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.sync();
  await file.close();
}

/** Members for a pair that had none: `key.jpg`, `key.txt`, `key.json`. */
function membersOf(
  { pair, image, sha256, extension }: KeptPair,
  stems: Set<string>,
): readonly StoredMember[] {
  const last = pair.key.slice(pair.key.indexOf("/") + 1).replace(/[./\\\s]+/gu, "_");
  const stem = stems.has(last) ? `${last}_${pair.row}` : last;
  stems.add(stem);
  const { caption, url, license } = pair;
  const own = { key: stem, caption, url, license, sha256 };
  const known = Object.entries(own).filter(([, value]) => value !== undefined);
  const entries = [
    ...jsonTexts(pair),
    ...known.map(([name, value]) => [name, JSON.stringify(value)] as const),
  ];
  const json = `{\n${entries.map(([name, text]) => `    ${JSON.stringify(name)}: ${text}`).join(",\n")}\n}`;
  return [
    ...(image === null ? [] : [{ name: `${stem}.${extension ?? "jpg"}`, bytes: image }]),
    { name: `${stem}.json`, bytes: Buffer.from(json) },
    ...(caption === undefined ? [] : [{ name: `${stem}.txt`, bytes: Buffer.from(caption) }]),
  ];
}

function rowOf({ pair, sha256, width, height }: KeptPair, member: string): Record<string, unknown> {
  const original = (name: string, otherwise: number | null) =>
    typeof pair.meta[name] === "number" ? pair.meta[name] : otherwise;
  return {
    key: member.slice(0, member.lastIndexOf("/") + 1) + lastPart(member).split(".", 1)[0],
    url: pair.url,
    caption: pair.caption,
    status: "success",
    width,
    height,
    original_width: original("original_width", width),
    original_height: original("original_height", height),
    sha256,
  };
}

function statistics(count: number): Record<string, unknown> {
  return {
    count,
    successes: count,
    failed_to_download: 0,
    failed_to_resize: 0,
    duration: 0,
    start_time: 0,
    end_time: 0,
    status_dict: { success: count },
  };
}
