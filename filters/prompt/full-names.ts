/** Words of places, days and works, which stand with capitals beside each other as names do. */
const NO_NAMES =
  /^(?:New|San|Santa|Los|Las|North|South|East|West|Mount|Lake|Saint|St|Grand|Golden|Great|Big|Christmas|Valentine|Valentines|Easter|Halloween|The|A|An|In|On|At|Of|And|With|For|Red|Black|White|Blue|Green|City|Falls|Bridge|Park|Street|River|Mountain|Island|Islands|Beach|Tower|Square|Sea|Ocean|York|Day|Eve|Museum|Castle|Palace|Church|Cathedral|University|School|Station|Airport|Garden|Gardens|Valley|Desert|Forest|Bay|Coast|States|Kingdom|Republic|War|Moon|Star|Wars|House|Hall|Club|League|Cup|Night|Art|Photo|Portrait)$/u;

const TWO =
  /(?<![\p{L}\p{N}])(\p{Lu}\p{Ll}[\p{L}'’-]*) (?:(?:de|da|del|van|von|bin|al|el|la) )*(\p{Lu}[\p{Ll}'’][\p{L}'’-]*)(?![\p{L}\p{N}])/gu;

/** How many pairs of words look like first and last name: with capitals, in a text that does not write all words so. */
export function fullNames(text: string): number {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  const small = words.filter((word) => /^\p{Ll}/u.test(word)).length;
  if (small * 3 < words.length) return 0;
  return [...text.matchAll(TWO)].filter(
    ([, first = "", last = ""]) => !NO_NAMES.test(first) && !NO_NAMES.test(last),
  ).length;
}
