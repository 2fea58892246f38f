/** Words that say nothing of what a caption is about. */
const EMPTY = new Set(
  "the and for with from this that are was were has have its his her their our your you not but all any can one two photo image picture stock illustration vector free new www com http https jpg png".split(
    " ",
  ),
);

/** Words in a name. */
const MOST = 3;

/**
 * A name per group of captions: the words that stand in many of its captions and in few of the others'.
 * @param groups captions that may be read, by group
 */
export function topicNames(groups: readonly (readonly string[])[]): readonly string[] {
  const counts = groups.map(documentsOf);
  const everywhere = new Map<string, number>();
  for (const count of counts)
    for (const [word, n] of count) everywhere.set(word, (everywhere.get(word) ?? 0) + n);
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  const taken = new Map<string, number>();
  return counts.map((count, i) => {
    const size = Math.max(1, groups[i]?.length ?? 0);
    const scored = [...count].map(([word, n]) => {
      const [here, all] = [n / size, (everywhere.get(word) ?? n) / Math.max(1, total)];
      return { word, score: here * Math.log((here + 0.01) / (all + 0.01)) };
    });
    const words = scored
      .toSorted((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
      .slice(0, MOST)
      .map(({ word }) => word);
    return distinct(words.length === 0 ? "no words to name it by" : words.join(" · "), taken);
  });
}

/** In how many captions each word stands. */
function documentsOf(captions: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const caption of captions)
    for (const word of new Set(wordsOf(caption))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function wordsOf(caption: string): readonly string[] {
  const words = caption.toLowerCase().match(/[\p{L}\p{M}]{2,}/gu) ?? [];
  // Scripts without spaces are told by length alone: two letters may be a word there.
  return words.filter((word) => !EMPTY.has(word) && (word.length > 2 || /[\u0250-\u{10FFFF}]/u.test(word)));
}

function distinct(name: string, taken: Map<string, number>): string {
  const before = taken.get(name) ?? 0;
  taken.set(name, before + 1);
  return before === 0 ? name : `${name} (${before + 1})`;
}
