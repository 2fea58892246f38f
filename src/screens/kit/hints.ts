/** What stands around the name of a key in a sentence: of Unicode's private use, so that nothing else is taken for one. */
const [BEGIN, END] = ["\u{E000}", "\u{E001}"];

const NAMED = new RegExp(`${BEGIN}([a-z-]*):([^${END}]+)${END}`, "gu");

/**
 * A key in a sentence, as the table of keys calls it: a person may have given its command another, so that a face says
 * which ({@link withKeys}).
 * @param screen where it is pressed, if that is not where the sentence stands
 */
export function theKey(name: string, screen = ""): string {
  return `${BEGIN}${screen}:${name}${END}`;
}

/** A sentence with its keys named. @param named what a key of a screen is called; of the one at hand, it is empty */
export function withKeys(text: string, named: (name: string, screen: string) => string): string {
  return text.replace(NAMED, (_, screen: string, name: string) => named(name, screen));
}
