import { type PlaceState, placeStates } from "../choices.ts";
import { questions } from "../questions/registry.ts";
import type { Card } from "../source/card.ts";
import { standards } from "./registry.ts";
import type { FactId, Filler, Place, Standard } from "./standard.ts";

/** A place of a standard, as a card fills it. */
export interface PlaceCoverage {
  readonly section: string;
  readonly number: string;
  readonly name: string;
  readonly state: PlaceState;
  /** Ids of facts that stand in the card, of answers that are given, and of what is lacking. */
  readonly facts: readonly string[];
  readonly answers: readonly string[];
  readonly open: readonly string[];
  readonly unmeasured: readonly string[];
  /** Whose it is to say, where nothing here can. */
  readonly absent: string | null;
  readonly note: string | null;
}

/** A standard with its places, as a card fills them. */
export interface StandardCoverage {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly counts: Readonly<Record<PlaceState, number>>;
  readonly places: readonly PlaceCoverage[];
}

type Said = Pick<Card, "facts" | "answers">;

const asked: ReadonlySet<string> = new Set(questions.map(({ id }) => id));

/** Whether what fills a place is a person's answer, and no fact. */
export function isAnswer(id: Filler): boolean {
  return asked.has(id);
}

/** Every standard as a card fills it, place by place. */
export function coverageOf(card: Said): readonly StandardCoverage[] {
  return standards.map((standard) => standardCoverage(card, standard));
}

function standardCoverage(card: Said, { id, name, source, sections }: Standard): StandardCoverage {
  const places = sections.flatMap(({ title, places: own }) =>
    own.map((place) => placeCoverage(card, title, place)),
  );
  const counts = Object.fromEntries(
    placeStates.map((state) => [state, places.filter((place) => place.state === state).length]),
  ) as Record<PlaceState, number>;
  return { id, name, source, counts, places };
}

/** One place as a card fills it. @param section the heading that it stands under */
export function placeCoverage(card: Said, section: string, place: Place): PlaceCoverage {
  const { number, name } = place;
  const nothing = { facts: [], answers: [], open: [], unmeasured: [], absent: null, note: null };
  if ("absent" in place) return { section, number, name, state: "absent", ...nothing, absent: place.absent };
  const wanted = place.by.filter(isAnswer);
  const measured = place.by.filter((id) => !isAnswer(id));
  const facts = measured.filter((id) => isMeasured(card, id as FactId));
  const answers = wanted.filter((id) => isGiven(card, id));
  const found = {
    ...{ section, number, name, facts, answers },
    open: wanted.filter((id) => !answers.includes(id)),
    unmeasured: measured.filter((id) => !facts.includes(id)),
    ...{ absent: null, note: place.note ?? null },
  };
  return { ...found, state: stateOf(found) };
}

function stateOf({
  facts,
  answers,
  open,
  unmeasured,
}: Pick<PlaceCoverage, "facts" | "answers" | "open" | "unmeasured">): PlaceState {
  if (facts.length + answers.length === 0) return "empty";
  // Of several facts a run has those for which it has columns: one is enough.
  if (open.length > 0 || (facts.length === 0 && unmeasured.length > 0)) return "partly";
  return facts.length > 0 ? "filled" : "hand-written";
}

/** A stale answer was given to other facts: it is open again. */
function isGiven({ answers }: Said, id: string): boolean {
  return Object.hasOwn(answers, id) && answers[id]?.state !== "stale";
}

/** Facts whose empty table says that nothing was measured; elsewhere it says that nothing was found. */
const NEVER_EMPTY: ReadonlySet<string> = new Set<FactId>(["rates", "residual", "pair-table"]);

function isMeasured({ facts }: Said, id: FactId): boolean {
  const fact = Object.hasOwn(facts, id) ? facts[id] : undefined;
  if (fact === undefined) return false;
  if (fact.result.length === 0) return !NEVER_EMPTY.has(id);
  return fact.rates !== true || fact.result.some(({ n }) => Number(n) > 0);
}
