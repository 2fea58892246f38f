/** Words that end the name of a street in English, written out or as the United States Postal Service shortens them. */
const STREETS =
  "Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Circle|Cir|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Close|Crescent|Cres|Trail|Trl";
/** A house's number, one to four words with capitals or an ordinal, and a word for a street: `221B Baker Street`. */
const ENGLISH = new RegExp(
  `(?<![\\p{L}\\p{N}$£€#.:/-])\\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]|North|South|East|West)\\.? )?(?:(?:\\p{Lu}[\\p{L}'’.-]*|\\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:${STREETS})(?![\\p{L}\\p{N}])`,
  "gu",
);
/** German and Dutch: the street's word at the end of its name, then the number. */
const GERMANIC =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|gasse|allee|platz|straat|laan|weg) \d{1,4} ?[a-z]?(?![\p{L}\p{N}])/gu;
/** French, Spanish, Italian and Portuguese: the street's word first, then its name and the number, or the number before. */
const ROMANCE =
  /(?<![\p{L}\p{N}])(?:\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin) (?:de |du |des |de la |de l['’]|d['’])?\p{Lu}[\p{L}'’-]+|(?:[Cc]alle|[Aa]venida|[Vv]ia|[Vv]iale|[Rr]ua) (?:de |del |della |da |do )?\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*,? \d{1,4})(?![\p{L}\p{N}])/gu;
/** A box at a post office. */
const BOX = /(?<![\p{L}\p{N}])P\.? ?O\.? ?Box \d{1,6}(?![\p{L}\p{N}])/giu;

/** Words with capitals that stand between a number and `Drive`, `Court` or `St` without being a street. */
const NO_STREETS =
  /\b(?:GB|TB|MB|GHz|Inch|Hard|Flash|Wheel|Disk|USB|Thumb|Four|All|Speed|Test|Tennis|Basketball|Food|Pack|Piece|Set|Of|The|And|In|A|To|For|On|With|At)\b/iu;

/** How many postal addresses down to the house a text holds: by shape alone, no list of streets is asked. */
export function streetAddresses(text: string): number {
  if (!/\d/u.test(text)) return 0;
  const english = (text.match(ENGLISH) ?? []).filter((one) => !NO_STREETS.test(one)).length;
  return english + [GERMANIC, ROMANCE, BOX].reduce((sum, one) => sum + (text.match(one)?.length ?? 0), 0);
}

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`(?<![\\p{L}\\p{N}.])${OCTET}(?:\\.${OCTET}){3}(?![\\p{L}\\p{N}]|\\.\\d)`, "gu");
/** Before a version's number. */
const VERSION = /(?:\bv|version|ver\.?|firmware|build|driver|release|apk|app)\s*$/iu;

/** How many IPv4 addresses of machines a text holds; those of nobody (0.…, 127.…, 255.…), and versions (`v`, four single digits), do not count. */
export function ipAddresses(text: string): number {
  return [...text.matchAll(IPV4)].filter(
    ({ 0: found, index }) =>
      !/^(?:0|127|255)\.|^\d(?:\.\d){3}$/u.test(found) && !VERSION.test(text.slice(0, index)),
  ).length;
}
