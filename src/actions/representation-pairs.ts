import { counted, countedBy, HOST, YEAR } from "../representation/counted-pairs.ts";
import { literal } from "../run/literal.ts";

/** The pairs that a row of a table counts, as predicates over a run of which the rows were asked as linked. */
export const pairsOf = {
  group: (axis: string, value: string) => countedBy(counted.group(axis, value)),
  term: (axis: string, term: string) => countedBy(counted.term(axis, term)),
  slur: (kind: string) => countedBy(counted.slur(kind)),
  dialect: (cue: string) => countedBy(counted.dialect(cue)),
  wording: (cue: string) => countedBy(counted.wording(cue)),
  year: (year: string) => `${YEAR} = '${literal(year)}'`,
  host: (host: string) => `${HOST} = '${literal(host)}'`,
  domain: (domain: string) => `url_domain = '${literal(domain)}'`,
  country: (country: string) => `url_country = '${literal(country)}'`,
  language: (language: string) => `language = '${literal(language)}'`,
} as const;
