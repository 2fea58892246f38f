import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openAppend } from "../process/append.ts";
import { CliError } from "../process/errors.ts";

/** What a reviewer says of a pair; `skip` only moves it to the end of the queue. */
export type ReviewVerdict = "keep" | "drop" | "unsure" | "skip";

/** How a pair came before the reviewer: what an estimate needs to weigh its label. */
export interface Design {
  readonly strategy: "flagged" | "around" | "stratified" | "clusters" | "adjudicate" | "view" | "import";
  /** Names the sample: labels of one design may be weighed together. */
  readonly id: string;
  /** Score bin, counted from 0, of a stratified design. */
  readonly stratum: number | null;
  /** Inclusion probability in (0, 1]; null where the pair was not drawn at random. */
  readonly probability: number | null;
}

/** One verdict, as it lies in the file; never changed, only undone by a later record. */
export interface VerdictRecord {
  readonly type: "verdict";
  readonly schema: "sluice.label/1";
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly reviewer: string;
  readonly role: "reviewer" | "adjudicator";
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly verdict: ReviewVerdict;
  /** Highest rung of the exposure ladder that was shown, 0 (masked text) to 5 (colour). */
  readonly rung: number;
  /** Whether the caption was shown in clear. */
  readonly caption: boolean;
  /** Seconds from the pair's appearance to the verdict. */
  readonly seconds: number;
  readonly design: Design;
  /** Near duplicates that the verdict covers too. */
  readonly also: readonly string[];
  readonly note?: string;
  /** Given for many pairs at once, each of which was on screen. */
  readonly bulk?: true;
}

/** Whether a pair came before its reviewer by a design of the run's: not chosen by hand, and not labelled elsewhere. */
export function isDrawn({ design: { strategy } }: Pick<VerdictRecord, "design">): boolean {
  return strategy !== "view" && strategy !== "import";
}

/** A pair that was revealed: counted whether or not a verdict follows. */
export interface ExposureRecord {
  readonly type: "exposure";
  readonly schema: "sluice.label/1";
  readonly id: string;
  readonly time: string;
  readonly reviewer: string;
  readonly key: string;
  readonly rung: number;
  readonly caption: boolean;
  readonly seconds: number;
  /** What it took from the reviewer's exposure budget. */
  readonly points: number;
}

/** Captions that stood in clear since their text scores lie below the veil: counted before they were drawn. */
export interface ReadRecord {
  readonly type: "read";
  readonly schema: "sluice.label/1";
  readonly id: string;
  readonly time: string;
  readonly reviewer: string;
  readonly keys: readonly string[];
  /** The score below which captions were clear. */
  readonly veil: number;
  readonly points: number;
}

/** Takes an earlier verdict back. */
export interface UndoRecord {
  readonly type: "undo";
  readonly schema: "sluice.label/1";
  readonly id: string;
  readonly time: string;
  readonly reviewer: string;
  readonly undoes: string;
}

export type LabelRecord = VerdictRecord | ExposureRecord | ReadRecord | UndoRecord;

/** A record without what the file adds. */
export type NewRecord =
  | Pending<VerdictRecord>
  | Pending<ExposureRecord>
  | Pending<ReadRecord>
  | Pending<UndoRecord>;
type Pending<R> = Omit<R, "schema" | "id" | "time" | "reviewer">;

const head = { schema: z.literal("sluice.label/1"), id: z.string(), time: z.string(), reviewer: z.string() };
const seen = { key: z.string(), rung: z.number(), caption: z.boolean(), seconds: z.number() };
/** A line of `labels/<reviewer>.jsonl`. */
export const recordSchema: z.ZodType<LabelRecord> = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("verdict"),
    ...head,
    ...seen,
    role: z.enum(["reviewer", "adjudicator"]),
    shard: z.string(),
    row: z.int(),
    verdict: z.enum(["keep", "drop", "unsure", "skip"]),
    design: z.object({
      strategy: z.enum(["flagged", "around", "stratified", "clusters", "adjudicate", "view", "import"]),
      id: z.string(),
      stratum: z.int().nullable(),
      probability: z.number().gt(0).max(1).nullable(),
    }),
    also: z.array(z.string()),
    note: z.string().exactOptional(),
    bulk: z.literal(true).exactOptional(),
  }),
  z.object({ type: z.literal("exposure"), ...head, ...seen, points: z.number() }),
  z.object({
    type: z.literal("read"),
    ...head,
    keys: z.array(z.string()),
    veil: z.number(),
    points: z.number(),
  }),
  z.object({ type: z.literal("undo"), ...head, undoes: z.string() }),
]);

/** All label files of a run, with what in them could not be read. */
export interface Labels {
  readonly records: readonly LabelRecord[];
  /** One line per unreadable line: file, line, why; `ann.jsonl line 7: torn`. */
  readonly troubles: readonly string[];
}

/** Reads every reviewer's file, as lines; `labelReader` in verdicts.ts settles them too. A torn or foreign line is named and passed over. */
export async function readLabels(runFolder: string): Promise<Labels> {
  const folder = join(runFolder, "labels");
  if (!existsSync(folder)) return { records: [], troubles: [] };
  const names = (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
  const files = await Promise.all(
    names.map(async (name) => parseLines(await readFile(join(folder, name), "utf8"), name)),
  );
  return { records: files.flatMap((file) => file.records), troubles: files.flatMap((file) => file.troubles) };
}

function parseLines(text: string, name: string): Labels {
  const records: LabelRecord[] = [];
  const troubles: string[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const record = parseRecord(line);
    if (record) records.push(record);
    else troubles.push(`labels/${name} line ${i + 1}: torn or foreign, passed over`);
  }
  return { records, troubles };
}

function parseRecord(line: string): LabelRecord | undefined {
  try {
    const result = recordSchema.safeParse(JSON.parse(line));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** A reviewer's file, open for appending. */
export interface LabelFile {
  readonly reviewer: string;
  /** On disk, synced, before it resolves. */
  append(record: NewRecord): Promise<LabelRecord>;
  close(): Promise<void>;
}

/**
 * Opens `labels/<reviewer>.jsonl` for appending. A line that a crash tore is closed with a line break and
 * stays where it is.
 * @throws CliError (exit code 2) when the reviewer's name cannot be a file's
 */
export async function openLabelFile(
  runFolder: string,
  reviewer: string,
  now: () => Date,
): Promise<LabelFile> {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(reviewer))
    throw new CliError(
      `Cannot review as "${reviewer}": wanted up to 64 letters, digits, dots, dashes, _ or @; choose with --reviewer`,
      { exitCode: 2 },
    );
  const folder = join(runFolder, "labels");
  await mkdir(folder, { recursive: true });
  const file = await openAppend(join(folder, `${reviewer}.jsonl`));
  return {
    reviewer,
    async append(record) {
      const whole = {
        ...record,
        schema: "sluice.label/1",
        id: randomUUID(),
        time: now().toISOString(),
        reviewer,
      };
      await file.append(whole);
      return whole as LabelRecord;
    },
    close: () => file.close(),
  };
}
