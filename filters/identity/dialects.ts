import { wordsOf } from "./match.ts";

/** Spellings of which each side of the Atlantic has one; those of proper names and of both (grey, theatre) are left out. */
const british =
  "colour colours coloured colourful favourite favourites flavour flavours honour humour neighbour neighbours neighbourhood jewellery aluminium tyre tyres moustache pyjamas aeroplane kerb centre centres metre metres litre litres fibre organise organised organising realise realised customised personalised travelling traveller travellers modelling cosy mum mums nappy trousers wardrobe";
const american =
  "color colors colored colorful favorite favorites flavor flavors honor humor neighbor neighbors neighborhood jewelry aluminum tire tires mustache pajamas airplane curb meter meters liter liters fiber organize organized organizing realize realized customized personalized traveling traveler travelers modeling cozy mom moms diaper diapers sidewalk";
/**
 * Forms that linguists describe of African American English (Green 2002; those by which Blodgett et al. 2016 check their
 * model) and that other varieties seldom write. A cue of the text, and never of who wrote it.
 */
const africanAmerican =
  /(?<![\p{L}\p{N}'’])(?:finna|tryna|imma|iont|ion kno|ain['’]?t no(?:body|thing)?|(?:he|she|it|we|they|you) be \p{Ll}+in[g'’]?|(?:he|she|they) been \p{Ll}+|wit da|da (?:hood|streets)|dey|dat|dis ain['’]?t|y['’]all (?:be|gon)|gon (?:be|get))(?![\p{L}\p{N}])/iu;
const scots =
  /(?<![\p{L}\p{N}])(?:wee bairns?|bairns?|dinnae|cannae|didnae|wouldnae|bonnie lass(?:ie)?|lassie|aye right)(?![\p{L}\p{N}])/iu;

const byWord = new Map<string, string>([
  ...british.split(" ").map((word) => [word, "British spelling"] as const),
  ...american.split(" ").map((word) => [word, "American spelling"] as const),
]);

/** Which dialects of English a text has a cue of; most texts have none. */
export function dialectCues(text: string): readonly string[] {
  const found = new Set(wordsOf(text).flatMap((word) => byWord.get(word.toLowerCase()) ?? []));
  if (africanAmerican.test(text)) found.add("African American English");
  if (scots.test(text)) found.add("Scots");
  return [...found].sort();
}
