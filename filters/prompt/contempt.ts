import { mentions } from "../identity/match.ts";

/** Animals that people are compared with to hurt them. */
const ANIMALS =
  "animals?|apes?|monkeys?|gorillas?|chimps?|chimpanzees?|baboons?|pigs?|swine|rats?|dogs?|vermin|cockroach(?:es)?|insects?|parasites?|maggots?|lice|leeches|snakes?|locusts?|beasts?|pests?|plague";

/** Judgements that hurt only where they are said of people. */
const JUDGEMENTS =
  "filthy|dirty|stupid|dumb|worthless|inferior|primitive|savage|criminal|violent|evil|lazy|smelly|disgusting|ugly|greedy";

/** What people are called to be made less than people. */
const NAMES =
  "criminals?|terrorists?|thugs?|invaders?|freaks?|savages?|slaves?|caricatures?|subhumans?|vermin|thie(?:f|ves)|rapists?|bombs?|diseases?";

const bounded = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, "giu");

/** A person as an animal: in comparison only, since people feed monkeys and keep pigs. */
const COMPARISONS: readonly RegExp[] = [
  bounded(
    `(?:as|like|into|than|resembl\\w+|being) (?:an? |the |some |a bunch of )?(?:\\p{L}+ )?(?:${ANIMALS})`,
  ),
  bounded(
    `(?:are|is|were|was) (?:all |just |only |nothing but |no better than )?(?:an? )?(?:\\p{L}+ )?(?:${ANIMALS})`,
  ),
  bounded(
    `(?:with|has|have|having) (?:an? |the )?(?:face|head|body|tail|nose|snout|ears|features)s? of (?:an? )?(?:${ANIMALS})`,
  ),
  bounded(
    `(?:half[- ](?:${ANIMALS})|(?:${ANIMALS})[- ](?:like|faced|headed|nosed|people|person|humans?|hybrids?))`,
  ),
  bounded(
    `(?:with|has|have|having) (?:an? |the )?(?:${ANIMALS}) (?:face|head|body|tail|nose|snout|ears|features)s?`,
  ),
];

/** A judgement or a name that is said of somebody. */
const SAID_OF_PEOPLE = bounded(
  `(?:as|are|is|like|into|being|look\\w*) (?:all |so |very |just |an? )*(?:\\p{L}+ )?(?:${JUDGEMENTS}|${NAMES})|(?:in|inside) (?:an? )?(?:\\p{L}+ )?cages?|in chains on a leash`,
);

/** A judgement as a word of its own. */
const JUDGEMENT = new RegExp(`^(?:${JUDGEMENTS})$`, "iu");
const NAME = new RegExp(`^(?:${NAMES})$`, "iu");
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’]\p{L}[\p{L}\p{M}\p{N}]*)*/gu;

/** How often a text makes people animals, or says of a group that it names that it is filthy, criminal or the like. */
export function contempt(text: string): number {
  const words = text.match(WORD) ?? [];
  const near = mentions(text).filter(
    ({ at }) =>
      JUDGEMENT.test(words[at - 1] ?? "") ||
      (JUDGEMENT.test(words[at - 2] ?? "") && words[at - 1]?.toLowerCase() !== "and") ||
      NAME.test(words[at + 1] ?? "") ||
      NAME.test(words[at + 2] ?? ""),
  ).length;
  const said = [...COMPARISONS, SAID_OF_PEOPLE].reduce((sum, one) => sum + (text.match(one)?.length ?? 0), 0);
  return near + said;
}
