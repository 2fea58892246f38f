import type { Lack } from "./check.ts";
import type { Question } from "./questions/question.ts";
import { brokenQuotes, quoted } from "./quotes.ts";
import type { Answer, Card } from "./source/card.ts";

/** What stands where somebody meant to write. */
const PLACEHOLDER =
  /\b(?:todo|tbd|fixme|lorem ipsum|to be (?:added|completed|decided|determined|written)|more information needed|coming soon)\b|\[(?:insert|more|your|add)\b[^\]]*\]|<(?:insert|your|add)\b[^>]*>/iu;
const FILLER =
  /^(?:n\/?a|none\.?|nothing\.?|ok\.?|test\.?|x+|\?+|-+|\.+|–|see above\.?|same as above\.?|unknown\.?)$/iu;
/** Questions that yes or no answers. */
const ASKS_WHETHER = /^(?:does|do|did|is|are|was|were|will|can|has|have)\b/iu;
/** Questions to which one word, a name or a date is an answer. */
const SHORT = /^A[1-9]$|^[MDN]\d+$/u;
/** Shorter texts are alike by chance. */
const COPIED = 24;

/**
 * Answers that say nothing: placeholders, filler where words were asked for, another question's words or the question's
 * own; and quotations of facts that there are none of.
 */
export function hollowAnswers({ answers, facts }: Card, asked: readonly Question[]): readonly Lack[] {
  const first = new Map<string, string>();
  return asked.flatMap(({ id, ask, why }): readonly Lack[] => {
    const answer = answers[id];
    if (answer === undefined) return [];
    const said = [...hollowness(id, answer, [ask, why])];
    const words = plain(answer.text);
    const same = answer.state === "answered" && words.length >= COPIED ? first.get(words) : undefined;
    if (same !== undefined) said.push(`it is word for word the answer to ${same}`);
    else if (answer.state === "answered") first.set(words, id);
    said.push(
      ...brokenQuotes(answer.text, facts).map((quote) => `it quotes ${quote}, and there is no such fact`),
    );
    return said.map((message) => ({
      kind: "hollow",
      id,
      message: `${message} (${answer.author}, ${answer.date})`,
    }));
  });
}

function hollowness(id: string, { state, text }: Answer, own: readonly string[]): readonly string[] {
  const words = text.trim();
  if (PLACEHOLDER.test(words)) return ["a placeholder stands in it"];
  if (own.some((one) => plain(one) === plain(words))) return ["it is the question's own words"];
  if (state === "answered" && /^(?:yes|no)\.?$/iu.test(words) && !ASKS_WHETHER.test(own[0] ?? ""))
    return [`"${words}" is no answer`];
  if (state === "answered" && !SHORT.test(id) && FILLER.test(words)) return [`"${words}" is no answer`];
  return state === "answered" || plain(words).length >= 4 ? [] : [`it is ${state}, and does not say why`];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Where people's words and the audit's figures, or each other, cannot both be right. */
export function contradictions(card: Card): readonly Lack[] {
  const found: Lack[] = [];
  const say = (id: string, message: string) => found.push({ kind: "contradicted", id, message });
  const text = (id: string) => {
    const answer = card.answers[id];
    return answer?.state === "answered" ? quoted(answer.text, card.facts) : "";
  };
  const license = licenseConflict(card, text("A5"));
  if (license !== null) say("A5", license);
  for (const id of ["A3", "C2"]) {
    const size = sizeConflict(card, text(id));
    if (size !== null) say(id, size);
  }
  for (const id of ["A3", "C3", "C13", "U4"]) {
    const language = languageConflict(card, text(id));
    if (language !== null) say(id, language);
  }
  if (/^no\b/iu.test(text("A9").trim()))
    for (const id of ["A3", "C1", "L1", "L2", "P1"])
      if (
        /(?<!\b(?:no|not|never|without)\b[^.]{0,40})\b(?:synthetic|ai-generated|machine-generated|generated (?:by|with) (?:a |an )?(?:\w+ )?(?:model|gan|network|diffusion)|stable diffusion|dall-?e|midjourney)\b/iu.test(
          text(id),
        )
      )
        say("A9", `it says that nothing is synthetic, and ${id} that something is`);
  return found;
}

/** Licences by one spelling: the hub's for those of Creative Commons, else the words. */
function licenseName(text: string): string {
  const plainText = text.trim().toLowerCase();
  const cc = /creativecommons\.org\/(?:licenses\/([a-z-]+)\/(\d\.\d)|publicdomain\/(zero|mark))/u.exec(
    plainText,
  );
  if (cc !== null) return cc[3] === undefined ? `cc-${cc[1]}-${cc[2]}` : cc[3] === "zero" ? "cc0-1.0" : "pdm";
  return plainText.replaceAll(/[\s_]+/gu, "-");
}

const KNOWN =
  /^(?:cc0-1\.0|cc-by(?:-[a-z]{2})*-\d\.\d|mit|apache-2\.0|odc-by|odbl|pddl|gpl-\d\.\d|bsd-\d-clause)$/u;

function licenseConflict({ facts }: Card, stated: string): string | null {
  const own = licenseName(stated);
  if (!KNOWN.test(own)) return null;
  const others = (facts["licenses"]?.result ?? [])
    .map((row) => ({ name: licenseName(String(row["license"] ?? "")), pairs: Number(row["pairs"]) }))
    .filter(({ name }) => KNOWN.test(name) && name !== own);
  const [first] = others;
  if (first === undefined) return null;
  const pairs = others.reduce((sum, one) => sum + one.pairs, 0);
  return `it says ${own}, and ${pairs === 1 ? "1 pair states" : `${pairs} pairs state`} another licence, ${first.name} first of all`;
}

/** Only of a whole dataset: a sample's size is not the dataset's. */
function sizeConflict({ facts }: Card, text: string): string | null {
  if (facts["sampling"]?.result[0]?.["frame"] !== "every pair") return null;
  const counted = [
    ...text.matchAll(
      /(\d[\d,.\u2009\u202f' ]*\d|\d)\s+(?:image[–-]text |image[–-]caption )?(?:pairs|images)\b/giu,
    ),
  ];
  if (counted.length === 0) return null;
  const wanted = [facts["pairs"]?.result[0]?.["pairs"], facts["images"]?.result[0]?.["images"]].map(Number);
  const numbers = [...text.matchAll(/\d[\d,.\u2009\u202f' ]*\d|\d/gu)].map(([digits]) =>
    Number(digits.replaceAll(/[^\d]/gu, "")),
  );
  return numbers.some((n) => wanted.includes(n))
    ? null
    : `it counts ${counted[0]?.[0].trim()}, and the audit found ${wanted[0]} pairs and ${wanted[1]} images`;
}

function languageConflict({ facts }: Card, text: string): string | null {
  if (
    !/\b(?:only|all|entirely|exclusively|purely)\b[^.]{0,30}\benglish\b|\benglish[ -]only\b|\bmonolingual\b/iu.test(
      text,
    )
  )
    return null;
  const rows = facts["languages"]?.result ?? [];
  const all = rows.reduce((sum, { pairs }) => sum + Number(pairs), 0);
  const others = rows.filter(({ language }) => /^[a-z]{2,3}$/u.test(String(language)) && language !== "en");
  const pairs = others.reduce((sum, row) => sum + Number(row["pairs"]), 0);
  // Detectors err on short captions.
  return pairs / Math.max(1, all) < 0.05
    ? null
    : `it says that all is English, and ${pairs} of ${all} captions were taken for another language, ${String(others[0]?.["language"])} first of all`;
}
