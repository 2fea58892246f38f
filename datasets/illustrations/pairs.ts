import { createHash } from "node:crypto";
import { type Captions, captionsOf } from "./captions.ts";
import { type Emoji, readEmoji } from "./concepts.ts";
import { share } from "./share.ts";
import { type Source, sources } from "./sources.ts";
import { type Split, splitOf } from "./split.ts";

/** One picture of one emoji in one style, before it is drawn. */
export interface PairPlan {
  /** `fluent-3d_food-fruit_1F34E`: style, Unicode's subgroup and hexcode, so that rules can name them. */
  readonly key: string;
  readonly emoji: Emoji;
  readonly source: Source;
  readonly split: Split;
  readonly captions: Captions;
  /** How many pictures of the same concept this style has: a sampler can weigh by it. */
  readonly variants: number;
  original(): Promise<Buffer>;
}

/**
 * Every pair of the dataset in the order in which it is stored: concepts shuffled by hash, all pictures of a concept
 * together, and first in each style those that state a gender, so that where a
 * picture of anybody is the same as that of a man, it is the caption for anybody that is the duplicate.
 * @param part the share of concepts to plan, in (0, 1]; the same concepts for the same share
 */
export async function planPairs(part = 1): Promise<readonly PairPlan[]> {
  const emoji = await readEmoji();
  const drawn = await Promise.all(
    sources.map(async (source) =>
      [...(await source.read())].flatMap(([hexcode, original]) => {
        const one = emoji.get(hexcode);
        return one !== undefined && share("part", one.concept) < part
          ? [{ emoji: one, source, original }]
          : [];
      }),
    ),
  );
  const variants = new Map<string, number>();
  const styles = new Map<string, Set<string>>();
  for (const { emoji, source } of drawn.flat()) {
    const cell = `${source.style} ${emoji.concept}`;
    variants.set(cell, (variants.get(cell) ?? 0) + 1);
    styles.set(emoji.concept, (styles.get(emoji.concept) ?? new Set()).add(source.style));
  }
  return drawn
    .flat()
    .sort(inOrder)
    .map(({ emoji, source, original }) => {
      const { concept, subgroup, hexcode, name, keywords } = emoji;
      const key = `${source.style}_${subgroup}_${hexcode}`;
      return {
        key,
        emoji,
        source,
        split: splitOf(concept, source.style, styles.get(concept)?.size ?? 0),
        captions: captionsOf(key, source.style, name, keywords),
        variants: variants.get(`${source.style} ${concept}`) ?? 0,
        original,
      };
    });
}

type Drawn = Pick<PairPlan, "emoji" | "source">;

function inOrder(a: Drawn, b: Drawn): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey({ emoji, source }: Drawn): string {
  const { concept, skinTones, gender, hexcode } = emoji;
  const said = `${gender === null ? 1 : 0}${skinTones.length}`;
  return [share("order", concept).toFixed(12), concept, source.style, said, hexcode].join(" ");
}

/**
 * SHA-256 (hex) over what pairs are made of: keys, splits, captions and the originals' bytes, but not how those are
 * drawn. It takes seconds where drawing takes a minute.
 */
export async function digestOfPlan(plans: readonly PairPlan[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { key, split, captions, variants, original } of plans) {
    const sha256 = createHash("sha256")
      .update(await original())
      .digest("hex");
    hash.update(`${JSON.stringify([key, split, captions, variants, sha256])}\n`);
  }
  return hash.digest("hex");
}
