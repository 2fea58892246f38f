import { join } from "node:path";
import type { Cascade } from "../../../models/index.ts";
import { type ComparisonDocument, writeComparison } from "../../compare/comparison.ts";
import type { Side } from "../../compare/duel.ts";
import { producePictures } from "../../compare/produce.ts";
import { digestOfJson, keepSetup } from "../../compare/setup.ts";
import { openVotes } from "../../compare/votes.ts";
import type { PromptFile } from "../../pipelines/generate/prompts.ts";
import type { GateSession } from "../../verbs/opened.ts";
import { openCascade, stageSettings } from "./cascade.ts";
import { duelMaker } from "./duel-maker.ts";
import { type Voting, votingOn } from "./vote.ts";

/** Which models are compared, on what, by whom. */
export interface CompareWish {
  readonly models: Readonly<Record<Side, string>>;
  readonly prompts: PromptFile["prompts"];
  /** Folder of the votes; without it, one named after the models. */
  readonly out?: string;
  readonly seed: number;
  readonly voter: string;
}

/** A comparison that can be voted on, or asked what its votes say. */
export interface ComparisonBegun {
  readonly folder: string;
  /** Lines of the voter's file that are none of ours, as a crash leaves them. */
  readonly torn: number;
  /** Verdicts that the voter gave, of all prompts. */
  given(): { readonly given: number; readonly left: number };
  /**
   * Begins to make the pictures that are not voted on yet, once the gate has recorded that; whoever begins ends it.
   * @throws CliError (exit code 3) where the gate, its rules or a filter say no
   */
  begin(session: GateSession, device: string, now: () => Date, signal: AbortSignal): Promise<UnderWay>;
  /** Resolves once all votes are on disk. */
  written(): Promise<void>;
  /** Counts the votes as they are now, and writes the count beside them. */
  result(): Promise<ComparisonDocument>;
  close(): Promise<void>;
}

/** A comparison whose pictures are being made. */
export interface UnderWay {
  readonly voting: Voting;
  /** Checks that do not run here, and why. */
  readonly notChecked: readonly string[];
  /** Ends what is under way, and records what came of it. */
  end(): Promise<void>;
}

/**
 * Opens a comparison of two cascades, new or left before.
 * @throws CliError (exit code 2): no such cascade, a voter's name that no file can have, votes about something else
 */
export async function openComparison(wish: CompareWish): Promise<ComparisonBegun> {
  const { models, prompts, seed, voter } = wish;
  const folder = wish.out ?? join("comparisons", `${nameOf(models.a)}-${nameOf(models.b)}`);
  const cascades = { a: await openCascade(models.a), b: await openCascade(models.b) };
  const weights = { a: weightsOf(cascades.a), b: weightsOf(cascades.b) };
  await keepSetup(folder, { models, weights, seed, prompts });
  const votes = await openVotes(folder, voter);
  const idle = {
    models,
    prompts,
    seed,
    votes,
    picture: async () => ({ reason: "not made", refused: false }),
    record: async () => {},
  };
  return {
    folder,
    torn: votes.torn,
    given() {
      const given = votes.verdicts().length;
      return { given, left: prompts.length - given };
    },
    async begin(session, device, now, signal) {
      const voted = new Set(votes.verdicts().map(({ prompt }) => prompt));
      const open = [...prompts.keys()].filter((i) => !voted.has(i));
      const maker = await duelMaker(session, { models, cascades, prompts, open, seed, device, now, signal });
      const picture = producePictures(prompts, open, maker.make);
      return {
        voting: votingOn({ ...idle, picture, record: maker.reveal }),
        notChecked: maker.notChecked,
        end: maker.close,
      };
    },
    written: votes.written,
    result: () => writeComparison(folder, voter, idle),
    close: votes.close,
  };
}

/** SHA-256 of all that decides what a cascade makes. */
function weightsOf(cascade: Cascade): string {
  return digestOfJson([Object.values(cascade.files), stageSettings(cascade)]);
}

/** A model's id, or the last part of its folder. */
function nameOf(model: string): string {
  return model.split("/").filter(Boolean).at(-1) ?? "model";
}
