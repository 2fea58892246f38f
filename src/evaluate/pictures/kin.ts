import type { Measure } from "../measures.ts";
import type { Looker, Looks } from "./looker.ts";
import { meanOverOwners, nearerShare } from "./rank.ts";
import { type ReferencePair, readReference } from "./reference.ts";
import type { SeenPair } from "./sets.ts";
import { distances, type Features, mean } from "./vectors.ts";

/** Real pictures in other styles than is asked for: by style, then by concept, one each. */
export type Kin = ReadonlyMap<string, ReadonlyMap<string, Looks>>;

/**
 * Whether a picture shows its concept, without any text: it is compared with real pictures of the concept in other
 * styles, in the features of a network that was trained on neither texts nor these pictures.
 */
export interface Kinship {
  /** Captions whose concept has a picture in another style. */
  readonly captions: number;
  /** Other styles, of each of which a concept has one picture. */
  readonly styles: readonly string[];
  /** How often the own concept's picture is nearer than another concept's; 0.5 is chance. */
  readonly nearer: Measure;
}

export interface KinOptions {
  readonly side: number;
  /** Which pairs are of what is asked for, or else of what was trained on: never kin. */
  readonly asked: (meta: ReferencePair["meta"]) => boolean;
  readonly concepts: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** Reads one picture of each concept in each other style, the first that states no skin tone. */
export async function readKin(
  uri: string,
  looker: Looker,
  { side, asked, concepts, signal }: KinOptions,
): Promise<Kin> {
  const kin = new Map<string, Map<string, Looks>>();
  const wants = (meta: ReferencePair["meta"]) => {
    const { concept, style, skin_tones: tones } = meta;
    if (typeof concept !== "string" || typeof style !== "string" || !concepts.has(concept)) return false;
    const toned = Array.isArray(tones) && tones.length > 0;
    return !toned && !kin.get(style)?.has(concept) && !asked(meta);
  };
  for await (const { concept, style, pixels } of readReference(uri, { side, wants, signal })) {
    if (concept === null || style === null) continue;
    kin.set(style, (kin.get(style) ?? new Map()).set(concept, await looker.looksOf(pixels)));
  }
  return kin;
}

/** Every pair's concept as other styles draw it: what pictures of a perfect model of another style would reach. */
export function kinOf(kin: Kin, pairs: readonly SeenPair[]) {
  return pairs.flatMap((pair) =>
    [...kin.values()].flatMap((style) => {
      const seen = style.get(pair.concept ?? "");
      return seen ? [{ pair, seen }] : [];
    }),
  );
}

/**
 * Per picture and style: how many other concepts' pictures are farther than the own concept's. Concepts are those of
 * `pairs`, so that the rivals are of the same kind as the own.
 * @param owners which pair each picture belongs to
 */
export function measureKinship(
  kin: Kin,
  pairs: readonly SeenPair[],
  pictures: Features,
  owners: readonly number[],
): Kinship {
  const concepts = new Set(pairs.flatMap(({ concept }) => concept ?? []));
  const styles = [...kin.entries()].map(([style, all]) => {
    const own = [...all].filter(([concept]) => concepts.has(concept));
    return {
      style,
      names: own.map(([concept]) => concept),
      features: own.map(([, looks]) => looks.features),
    };
  });
  const shares = styles.map(({ names, features }) =>
    distances(pictures, features).map((row, i) => {
      const at = names.indexOf(pairs[owners[i] as number]?.concept ?? "");
      return at < 0
        ? null
        : nearerShare(
            row[at] as number,
            [...row].filter((_, j) => j !== at),
          );
    }),
  );
  const perPicture = pictures.map((_, i) => {
    const own = shares.flatMap((style) => style[i] ?? []);
    return own.length === 0 ? null : mean(own);
  });
  const answered = new Set(owners.filter((_, i) => perPicture[i] !== null));
  return {
    captions: answered.size,
    styles: styles.map(({ style }) => style).sort(),
    nearer: meanOverOwners(perPicture, owners),
  };
}
