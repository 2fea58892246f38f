import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { sha256Of } from "../digest/sha256.ts";
import { placeWhole } from "./claims.ts";
import { type Disk, disk as machine, NO_PLAIN_FILE } from "./disk.ts";
import { LONGEST_LINE } from "./lines.ts";
import type { AsideFile } from "./steward-events.ts";

/** What a repair would keep of a ledger, and what it would set aside. */
export interface RepairPlan {
  /** Lines that stand, with their line breaks, in order. */
  readonly kept: readonly Uint8Array[];
  /** Lines of the file that cannot stand. */
  readonly losers: number;
  /** Bytes after the last line break that no claim stands behind. */
  readonly torn: number;
  /** Whether the file is anything but a beginning of what is kept. */
  readonly broken: boolean;
  /** Numbers whose claims hold other lines than those that stand. */
  readonly claims: readonly number[];
  /** The file as it was found. */
  readonly found: Uint8Array;
}

/** Bytes of a claim that are looked at: of one that is longer than an entry its beginning, which is too long too. */
const MOST = LONGEST_LINE + 2;

/** The folder of the claims, by number, beside a ledger's file. */
const entriesOf = (path: string) => join(dirname(path), "entries");

/**
 * Finds which lines of a ledger stand: of each number the line that claimed it, else the first in the file that can
 * follow. Reads only.
 * @param takes takes a line as the next one, or says no
 */
export async function planRepair(
  path: string,
  takes: (line: string) => boolean,
  disk: Disk = machine,
): Promise<RepairPlan> {
  const found = (await disk.read(path)) ?? new Uint8Array();
  const end = Buffer.from(found).lastIndexOf(10) + 1;
  const kept: Uint8Array[] = [];
  const claimed = (number: number) => disk.read(join(entriesOf(path), `${number}.json`), MOST);
  const fromClaims = async () => {
    for (;;) {
      const line = await claimed(kept.length);
      if (line === null || !takes(textOf(line))) return;
      kept.push(line);
    }
  };
  await fromClaims();
  let losers = 0;
  const known = new Set(kept.map(textOf));
  for (const line of linesOf(found.subarray(0, end))) {
    if (known.has(textOf(line))) continue;
    if (!takes(textOf(line))) {
      losers += 1;
      continue;
    }
    const before = kept.push(line) - 1;
    await fromClaims();
    for (const more of kept.slice(before)) known.add(textOf(more));
  }
  const whole = Buffer.concat(kept);
  const broken = !startsWith(whole, found);
  // The beginning of a line that a claim holds is no torn tail: the next append writes the rest.
  const torn = broken ? found.length - end : 0;
  return { kept, losers, torn, broken, claims: await otherClaims(path, kept, disk), found };
}

/** Claims of numbers that hold another line than the one that stands, or of numbers that none follows. */
async function otherClaims(path: string, kept: readonly Uint8Array[], disk: Disk): Promise<number[]> {
  const numbers = (await disk.list(entriesOf(path))).flatMap((name) => {
    const [, digits] = /^(\d{1,15})\.json$/u.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  const other: number[] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const line = await disk.read(join(entriesOf(path), `${number}.json`), MOST);
    const stands = kept[number];
    if (line !== null && (stands === undefined || Buffer.compare(line, stands) !== 0)) other.push(number);
  }
  return other;
}

/**
 * Sets aside what a plan does not keep. Nothing is deleted: the file as it was found lies beside the ledger before
 * another takes its place, and each claim that does not stand gets another name.
 */
export async function carryOut(path: string, plan: RepairPlan, disk: Disk = machine): Promise<void> {
  const release = await disk.turn(path);
  try {
    const now = (await disk.read(path)) ?? new Uint8Array();
    if (Buffer.compare(now, plan.found) !== 0)
      throw new Error("the ledger changed meanwhile; look again: sluice gate repair");
    for (const number of plan.claims) await setClaimAside(path, number, disk);
    if (!plan.broken) return;
    await placeWhole(disk, `${path}.broken-${sha256Of(plan.found).slice(0, 12)}`, plan.found);
    const part = `${path}.repaired-${process.pid}.part`;
    await disk.unlink(part).catch(() => {});
    await disk.writeNew(part, Buffer.concat(plan.kept));
    await disk.rename(part, path);
    await disk.syncFolder(dirname(path));
  } finally {
    await release();
  }
}

async function setClaimAside(path: string, number: number, disk: Disk): Promise<void> {
  const folder = entriesOf(path);
  const from = join(folder, `${number}.json`);
  const line = await disk.read(from, MOST);
  if (line === null) return;
  const aside = (mark: string) => join(folder, `aside-${number}-${mark}.json`);
  if (Buffer.compare(line, NO_PLAIN_FILE) === 0)
    // Whatever it is, of which no second name may be made.
    await disk.rename(from, aside(randomBytes(6).toString("hex")));
  else {
    await disk.link(from, aside(sha256Of(line).slice(0, 12)));
    await disk.unlink(from);
  }
  await disk.syncFolder(folder);
}

/** Everything that lies beside a ledger and counts for nothing: torn tails, files that were broken, claims that lost. */
export async function asides(path: string, disk: Disk = machine): Promise<readonly AsideFile[]> {
  const folder = dirname(path);
  const beside = (await disk.list(folder)).filter((name) =>
    /^ledger\.jsonl\.(?:torn|broken)-[0-9a-f]+$/u.test(name),
  );
  const claims = (await disk.list(entriesOf(path)))
    .filter((name) => /^aside-\d+-[0-9a-f]+\.json$/u.test(name))
    .map((name) => `entries/${name}`);
  const all: AsideFile[] = [];
  for (const name of [...beside, ...claims].sort()) {
    const bytes = await disk.read(join(folder, name), name.startsWith("entries/") ? MOST : undefined);
    if (bytes !== null) all.push({ name, sha256: sha256Of(bytes), bytes: bytes.length });
  }
  return all;
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at) + 1;
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** A line's text without its break; what is no UTF-8, or longer than any entry, fits none. */
function textOf(line: Uint8Array): string {
  return Buffer.from(line.subarray(0, LONGEST_LINE + 1))
    .toString()
    .replace(/\n$/u, "");
}

function startsWith(whole: Uint8Array, part: Uint8Array): boolean {
  return Buffer.compare(whole.subarray(0, part.length), part) === 0;
}
