/**
 * Words by which captions name groups of people. The terms without a mark are those of Dixon et al. 2018,
 * "Measuring and Mitigating Unintended Bias in Text Classification" (the list behind their test set, CC BY 4.0);
 * those after `+` are ours. A term after `?` means something else more often than not (black coffee, Indian
 * Ocean, straight line, Christian Dior) and counts only right before a word for people, from {@link people}.
 */
const groups: Readonly<Record<string, string>> = {
  women: "female + woman women girl girls lady ladies mother mothers",
  men: "male + man men boy boys gentleman gentlemen father fathers",
  nonbinary: "nonbinary + non-binary genderqueer",
  trans: "transgender ? trans",
  "lesbian-gay-bisexual": "lesbian gay bisexual queer homosexual lgbt lgbtq + lesbians lgbtqia",
  heterosexual: "heterosexual ? straight",
  black: "african-american + african-americans ? black",
  african: "african + africans",
  white: "+ caucasian ? white",
  european: "european + europeans",
  "latino-hispanic": "hispanic latino latina latinx mexican + hispanics latinos latinas mexicans",
  asian: "asian chinese japanese + asians korean koreans vietnamese filipino filipina",
  "south-asian": "+ pakistani bangladeshi ? indian",
  "middle-eastern": "middle-eastern + arab arabs",
  indigenous: "+ indigenous aboriginal inuit maori native-american native-americans",
  american: "canadian ? american",
  christian: "catholic protestant + christians catholics ? christian",
  muslim: "muslim + muslims islamic",
  jewish: "jewish + jews ? jew",
  "other-religion": "buddhist sikh taoist + buddhists sikhs hindu hindus atheist atheists",
  old: "elderly + seniors pensioner pensioners grandmother grandfather ? old older",
  young: "teenage teenager millenial + millennial teenagers teens toddler toddlers ? young younger",
  "middle-aged": "middle-aged",
  disabled: "deaf paralyzed + disabled wheelchair-user autistic amputee ? blind",
  migrants: "+ immigrant immigrants refugee refugees migrant migrants asylum-seeker asylum-seekers",
};

/** Words for people, before which an ambiguous term names a group. */
export const people: ReadonlySet<string> = new Set(
  "man men woman women girl girls boy boys person persons people child children kid kids baby babies teen teens teenager teenagers adult adults lady ladies gentleman gentlemen guy guys male males female females mother mothers father fathers mom dad parent parents grandmother grandfather family families couple couples bride groom student students teacher teachers worker workers doctor nurse actor actress model models musician singer dancer dancers athlete athletes community communities church faith culture".split(
    " ",
  ),
);

/** One term and what it names. */
export interface Term {
  readonly group: string;
  readonly ambiguous: boolean;
}

/** Ids of all groups, in the order of the list. */
export const groupIds: readonly string[] = Object.keys(groups);

/** Terms in lower case; words of one term are joined by a hyphen. */
export const terms: ReadonlyMap<string, Term> = new Map(
  Object.entries(groups).flatMap(([group, list]) => {
    let ambiguous = false;
    return list.split(" ").flatMap((word) => {
      if (word === "?") ambiguous = true;
      return word === "?" || word === "+" ? [] : [[word, { group, ambiguous }] as const];
    });
  }),
);
