import { readFileSync, writeFileSync } from "node:fs";
import { starred } from "../filters/prompt/terms.ts";

/**
 * Writes `filters/prompt/endings.ts`: which English words a stem with a star stands for.
 * `node --import tsx docs/make-endings.ts WORDS`, where WORDS is `index.json` of the npm package
 * an-array-of-english-words 2.0.0 (MIT), 275,000 words. A stem that begins no word of it keeps any ending.
 */
const [path = ""] = process.argv.slice(2);
const words = JSON.parse(readFileSync(path, "utf8")) as readonly string[];

/** What a stem begins and does not mean: spreadsheets, impalas, executives, infantry, and names. */
const OTHERS =
  /^(?:spread.*|infant(?:[ae]s?|r.*)|lewdsb.*|milfoils?|lynch(?:es|ets?|pins?|er|ers)?|execut(?!ions?$|ed$|ioners?$).*|impal(?!e).*|smutch.*|murderballs?|strangleholds?|criminalist.*|thuggees?|surgeonfish.*|nippleworts?|teen(?!s?$|age).*|human(?!s?$).*|hentai.*|porno?cra.*|abusag.*|abusable|statues.+|undressings?|primitiveness.*|suicidolog.*|slaughterhouses?|slaughterm.*|murderer?s?_mystery)$/u;

const found = starred
  .map((stem) => [stem, words.filter((word) => word.startsWith(stem) && !OTHERS.test(word))] as const)
  .filter(([stem, endings]) => endings.length > 0 || words.some((word) => word.startsWith(stem)));
const lines = found.map(([stem, endings]) => {
  const said = endings.map((word) => word.slice(stem.length)).join(" ");
  return `  ${/^[a-z]+$/u.test(stem) ? stem : JSON.stringify(stem)}: ${JSON.stringify(said)},`;
});
writeFileSync(
  new URL("../filters/prompt/endings.ts", import.meta.url),
  `/**
 * Made by docs/make-endings.ts: the endings of English stems that end in a star, by a dictionary less what means
 * something else (spreadsheet, impala, executive). An empty ending is the stem itself.
 */
export const endings: Readonly<Record<string, string>> = {\n${lines.join("\n")}\n};\n`,
);
