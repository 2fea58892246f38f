import { createFilter } from "../../filters/index.ts";
import { maskText } from "../exposure/mask.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { type CountryList, readCountries } from "../representation/countries.ts";
import { type Cues, dialectsOf, type Origin, originOf, slursOf } from "../representation/cues.ts";
import { writeDepicts } from "../representation/depicts.ts";
import { type Places, placesOf } from "../representation/hosts.ts";
import { type Languages, languagesOf } from "../representation/languages.ts";
import { type People, peopleOf } from "../representation/people.ts";
import { type Similarities, similaritiesOf } from "../representation/similarity.ts";
import { type Sweep, sweepOf } from "../representation/sweep.ts";
import { type Beside, wordsBeside } from "../representation/words.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { outcomesOf } from "../run/questions/outcomes.ts";
import { SMALLEST } from "../statistics/association.ts";
import type { RepresentationPart } from "./choices.ts";
import { type RunAt, withRun } from "./open-run.ts";

/** What a person asks. */
export interface RepresentationWish {
  readonly parts: readonly RepresentationPart[];
  /** A part of the words of the outcome that tables show, such as `sexual`; absent takes sexual words, where they were measured. */
  readonly flag?: string | undefined;
  /** Words or groups whose neighbours are wanted; none takes those with the highest share of the outcome. */
  readonly terms: readonly string[];
  /** A file that says countries of hosts and domains. */
  readonly countries?: string | undefined;
  /** Captions below which a language is not shown. */
  readonly floor: number;
  /** Rows of each table of places. */
  readonly most: number;
  /** Whether rows are to open their pairs: what they count by is written beside the scores. */
  readonly linked?: boolean;
}

/** Who and what is in a run; a part that was not asked for, or that the run cannot tell, is null. */
export interface Representation {
  readonly schema: "sluice.representation/1";
  readonly run: string;
  readonly smallest: number;
  /** The place of the outcome that was asked for, among those of people and places. */
  readonly outcome: number;
  readonly people: People | null;
  readonly words: readonly Beside[] | null;
  readonly sweep: Sweep | null;
  readonly places: Places | null;
  readonly languages: Languages | null;
  /** Kinds of listed slurs. */
  readonly slurs: Cues | null;
  readonly dialects: Cues | null;
  readonly origin: Origin | null;
  readonly similarity: Similarities | null;
  /** Lines of the list of countries that say nothing. */
  readonly unusableLines: readonly number[];
  /** Why rows that were to open their pairs do not. */
  readonly unlinked?: string;
}

/** Terms whose neighbours are shown where nobody names any. */
const TERMS = 5;

/** Who and what is in a run. @throws CliError (exit code 2) no run, a list of countries that cannot be read */
export async function representationOf(at: RunAt, wish: RepresentationWish): Promise<Representation> {
  const list =
    wish.countries === undefined ? { places: new Map(), unusable: [] } : await readCountries(wish.countries);
  return withRun(at, async (run) => {
    const outcome = outcomeAsked(run, wish.flag);
    const asked = (part: RepresentationPart) => wish.parts.includes(part);
    const unlinked = wish.linked ? await whyUnlinked(run, list) : null;
    const people = asked("people") || asked("words") ? await peopleOf(run) : null;
    const terms = wish.terms.length > 0 ? wish.terms : people === null ? [] : flaggedTerms(people, outcome);
    return {
      schema: "sluice.representation/1",
      run: at.folder,
      smallest: SMALLEST,
      outcome,
      people: asked("people") ? people : null,
      words: asked("words") ? await veiled(await wordsBeside(run, terms)) : null,
      sweep: asked("sweep") ? await sweepOf(run) : null,
      places: asked("places") ? await placesOf(run, list, { most: wish.most, outcome }) : null,
      languages: asked("languages") ? await languagesOf(run, wish.floor) : null,
      slurs: asked("slurs") ? await slursOf(run) : null,
      dialects: asked("dialects") ? await dialectsOf(run) : null,
      origin: asked("origin") ? await originOf(run) : null,
      similarity: asked("similarity") ? await similaritiesOf(run) : null,
      unusableLines: list.unusable,
      ...(unlinked === null ? {} : { unlinked }),
    };
  });
}

/** Writes what rows are counted by. @returns why it cannot be written; null once it is */
async function whyUnlinked(run: DecidedRun, list: CountryList): Promise<string | null> {
  try {
    await writeDepicts(run, list);
    return null;
  } catch (cause) {
    return oneLine(cause);
  }
}

function outcomeAsked(run: DecidedRun, flag: string | undefined): number {
  const outcomes = outcomesOf(run).map(({ outcome }) => outcome);
  const place = outcomes.findIndex((outcome) => outcome.includes(flag ?? "text_sexual_explicit"));
  if (place < 0 && flag !== undefined)
    throw new CliError(`Cannot show "${flag}": wanted words of one of: ${outcomes.join("; ")}`, {
      exitCode: 2,
    });
  return Math.max(0, place);
}

/** The terms whose share of the outcome is surely the highest, by the lower end of its interval; then the most frequent. */
function flaggedTerms({ terms }: People, outcome: number): readonly string[] {
  const low = ({ outcomes }: People["terms"][number]) => {
    const asked = outcomes[outcome];
    return asked !== undefined && "rate" in asked ? (asked.rate.low ?? 0) : -1;
  };
  const sorted = [...terms].sort((a, b) => low(b) - low(a) || b.pairs - a.pairs);
  // A word may name people in two respects.
  return [...new Set(sorted.map(({ cell }) => cell))].slice(0, TERMS);
}

/** Words that stand on a list of slurs, obscenities or sexual words keep their first letter alone. */
async function veiled(found: readonly Beside[]): Promise<readonly Beside[]> {
  const lexicon = await createFilter("lexicon", { device: "cpu", models: {} });
  try {
    const words = [...new Set(found.flatMap((one) => one.words.map(({ word }) => word)))];
    const rows = await lexicon.score(words.map((word) => ({ key: word, caption: word })));
    const harmful = new Set(
      words.filter((_, i) => Object.values(rows[i] ?? {}).some((value) => Number(value) > 0)),
    );
    const shown = (word: string) => (harmful.has(word) ? maskText(word) : word);
    return found.map((one) => ({
      ...one,
      words: one.words.map((row) => ({ ...row, word: shown(row.word) })),
    }));
  } finally {
    await lexicon.close();
  }
}
