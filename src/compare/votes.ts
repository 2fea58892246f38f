import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openAppend } from "../process/append.ts";
import { CliError } from "../process/errors.ts";
import { turns } from "../process/serial-queue.ts";
import type { Choice, Side } from "./duel.ts";

/** One verdict on one prompt's two pictures; a later one on the same prompt stands in its place. */
export interface Vote {
  readonly schema: "sluice.vote/1";
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly prompt: number;
  readonly choice: Choice;
  /** Whose picture stood on the left. */
  readonly left: Side;
  /** From when both were on screen. */
  readonly seconds: number;
}

/** A prompt that nobody can vote on: the output filters refused a picture of it. */
export interface Refusal {
  readonly schema: "sluice.vote/1";
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly prompt: number;
  /** Whose picture was refused: one model's, or both. */
  readonly refused: readonly Side[];
}

export type Verdict = Vote | Refusal;

/** Whether a verdict is somebody's judgement. */
export function isVote(verdict: Verdict): verdict is Vote {
  return "choice" in verdict;
}

type VoteRecord =
  | Verdict
  | { readonly schema: "sluice.vote/1"; readonly undoes: number }
  | { readonly schema: "sluice.vote/1"; readonly reveals: number };

const schema: z.ZodType<VoteRecord> = z.union([
  z.strictObject({
    schema: z.literal("sluice.vote/1"),
    time: z.string(),
    prompt: z.int().min(0),
    choice: z.enum(["left", "right", "tie"]),
    left: z.enum(["a", "b"]),
    seconds: z.number(),
  }),
  z.strictObject({
    schema: z.literal("sluice.vote/1"),
    time: z.string(),
    prompt: z.int().min(0),
    refused: z
      .array(z.enum(["a", "b"]))
      .min(1)
      .max(2),
  }),
  z.strictObject({ schema: z.literal("sluice.vote/1"), undoes: z.int().min(0) }),
  z.strictObject({ schema: z.literal("sluice.vote/1"), reveals: z.int().min(0) }),
]);

/** One voter's file. */
export interface VoteFile {
  /** The verdicts that stand now, in the order in which they were given; one that cannot be written falls again. */
  verdicts(): readonly Verdict[];
  /** Lines that are none of ours, as a crash leaves them. */
  readonly torn: number;
  vote(vote: Omit<Vote, "schema">): Promise<void>;
  /** Records that a prompt was passed over because of a refused picture. */
  refuse(refusal: Omit<Refusal, "schema">): Promise<void>;
  undo(prompt: number): Promise<void>;
  /** Counts that a prompt's two pictures were shown in colour: before they are. */
  reveal(prompt: number): Promise<void>;
  /** Resolves once all that was given is on disk, or is known not to be. */
  written(): Promise<void>;
  close(): Promise<void>;
}

/** The verdicts of a voter that stand on disk now, whichever of their sessions gave them. */
export async function readVerdicts(folder: string, voter: string): Promise<readonly Verdict[]> {
  return replay(await textOf(votesPath(folder, voter))).verdicts;
}

function votesPath(folder: string, voter: string): string {
  return join(folder, "votes", `${voter}.jsonl`);
}

async function textOf(path: string): Promise<string> {
  return existsSync(path) ? readFile(path, "utf8") : "";
}

/**
 * Opens `votes/<voter>.jsonl` of a comparison: appended to and synced, never rewritten.
 * @throws CliError (exit code 2) when the voter's name cannot be a file's
 */
export async function openVotes(folder: string, voter: string): Promise<VoteFile> {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(voter))
    throw new CliError(
      `Cannot vote as "${voter}": wanted up to 64 letters, digits, dots, dashes, _ or @; choose with --reviewer`,
      { exitCode: 2 },
    );
  await mkdir(join(folder, "votes"), { recursive: true });
  const path = votesPath(folder, voter);
  const before = replay(await textOf(path));
  const standing = new Map(before.verdicts.map((verdict) => [verdict.prompt, verdict]));
  const onDisk = new Map(standing);
  const last = new Map<number, VoteRecord>();
  const file = await openAppend(path);
  const inTurn = turns();
  const stand = (prompt: number, verdict: Verdict | undefined) => {
    standing.delete(prompt);
    if (verdict !== undefined) standing.set(prompt, verdict);
  };
  /** Counts at once, since the next key may end the session; where it cannot be written, what is on disk stands. */
  const change = async (prompt: number, verdict: Verdict | undefined, record: VoteRecord) => {
    stand(prompt, verdict);
    last.set(prompt, record);
    try {
      await inTurn(() => file.append(record));
    } catch (cause) {
      // What was said of it since decides for itself.
      if (last.get(prompt) === record) stand(prompt, onDisk.get(prompt));
      throw cause;
    }
    if (verdict === undefined) onDisk.delete(prompt);
    else onDisk.set(prompt, verdict);
  };
  return {
    verdicts: () => [...standing.values()],
    torn: before.torn,
    vote(vote) {
      const record: Vote = { schema: "sluice.vote/1", ...vote };
      return change(vote.prompt, record, record);
    },
    refuse(refusal) {
      const record: Refusal = { schema: "sluice.vote/1", ...refusal };
      return change(refusal.prompt, record, record);
    },
    undo: (prompt) => change(prompt, undefined, { schema: "sluice.vote/1", undoes: prompt }),
    reveal: (prompt) => inTurn(() => file.append({ schema: "sluice.vote/1", reveals: prompt })),
    written: () => inTurn(async () => {}),
    close: () => file.close(),
  };
}

/** The verdicts that stand after every line of a file. */
export function replay(text: string): { readonly verdicts: readonly Verdict[]; readonly torn: number } {
  const standing = new Map<number, Verdict>();
  let torn = 0;
  for (const line of text.split("\n").filter(Boolean)) {
    const record = parse(line);
    if (record === undefined) torn++;
    else if ("reveals" in record) continue;
    else if ("undoes" in record) standing.delete(record.undoes);
    else {
      standing.delete(record.prompt);
      standing.set(record.prompt, record);
    }
  }
  return { verdicts: [...standing.values()], torn };
}

function parse(line: string) {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
