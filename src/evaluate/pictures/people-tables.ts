import type { Made } from "./compare-sets.ts";
import type { Looker } from "./looker.ts";
import {
  type Attribute,
  attributeTable,
  type Gender,
  genderedCaptions,
  genderOf,
  genders,
  namesAPerson,
  type Reading,
  skinToneTable,
} from "./people.ts";
import type { SeenPair } from "./sets.ts";

/** People whose captions say neither gender nor skin tone, one picture per caption. */
export function silentPeople(people: readonly SeenPair[]): readonly SeenPair[] {
  const captions = new Set<string>();
  return people.filter(({ caption, gender, skinTones }) => {
    if (gender !== null || skinTones.length > 0 || !namesAPerson(caption) || captions.has(caption))
      return false;
    captions.add(caption);
    return true;
  });
}

/** What comes out where captions leave it open, against the data (Cho et al. 2023; Luccioni et al. 2023). */
export async function measurePeople(
  people: readonly SeenPair[],
  made: readonly Made[],
  looker: Looker,
): Promise<readonly Attribute[]> {
  const reading = async ({ pair, seen }: Made) => {
    const texts = genderedCaptions(pair.caption, pair.subject);
    const [woman, man] = (await looker.read([texts.woman, texts.man])) as [Float32Array, Float32Array];
    return genderOf(seen.embedding, { woman, man });
  };
  const real: Reading<Gender>[] = [];
  for (const pair of people.filter(hasOneGenderOrNone))
    real.push({ read: await reading({ pair, seen: pair.seen }), stated: statedGender(pair.gender) });
  const read: Gender[] = [];
  for (const one of made) read.push(await reading(one));
  return [
    attributeTable<Gender>("gender", genders, real, read),
    skinToneTable(
      people.map(({ seen, skinTones }) => ({ skinTones, skin: seen.skin })),
      made.map(({ pair, seen }) => ({ skinTones: pair.skinTones, skin: seen.skin })),
    ),
  ];
}

/** A man, a woman, or a person who could be either; hands and families are neither. */
function hasOneGenderOrNone({ gender, caption }: SeenPair): boolean {
  return gender === null ? namesAPerson(caption) : gender !== "both";
}

function statedGender(gender: string | null): Gender | null {
  if (gender === "female") return "woman";
  return gender === "male" ? "man" : null;
}
