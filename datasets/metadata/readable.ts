/** Runs of one block that are looked at. */
const MOST_RUNS = 64;
const LONGEST = 4096;
/** Letters that stand together by chance are fewer. */
const WORDS = /\p{L}{4}/u;
/** Most letters of a text in Latin script; curves of 16 bits, as cameras write them, are letters with marks by chance. */
const PLAIN = /[A-Za-z ]/gu;

/**
 * What a person could read in bytes of a kind that nobody knows: runs of UTF-8 or UTF-16 that look like words.
 * @returns the runs, and whether there were more
 */
export function readableRuns(data: Buffer): { readonly runs: readonly string[]; readonly more: boolean } {
  const runs: string[] = [];
  let more = false;
  const add = (text: string, letters: RegExp) => {
    for (const run of text.match(/[^\p{C}\ufffd]{8,}/gu) ?? []) {
      if (!isWords(run, letters)) continue;
      if (runs.length >= MOST_RUNS) more = true;
      else
        for (let at = 0; at < run.length && runs.length < MOST_RUNS; at += LONGEST)
          runs.push(run.slice(at, at + LONGEST).trim());
    }
  };
  add(data.toString("utf8"), /[\p{L} ]/gu);
  // In UTF-16 every second byte of most letters of Europe is zero.
  if (data.includes("\0")) for (const text of wide(data)) add(text, PLAIN);
  return { runs: [...new Set(runs)], more };
}

function* wide(data: Buffer): Generator<string> {
  for (const start of [0, 1]) {
    const even = data.subarray(start, start + 2 * Math.floor((data.length - start) / 2));
    // Only runs of Latin letters: any two bytes are a letter of some script.
    const latin = (text: string) => text.replaceAll(/[^\u0020-\u024f]/gu, "\0");
    yield latin(even.toString("utf16le"));
  }
}

function isWords(run: string, letters: RegExp): boolean {
  if (!WORDS.test(run)) return false;
  const found = run.match(letters)?.length ?? 0;
  return found >= run.length * 0.6;
}
