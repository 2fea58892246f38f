import { count } from "../../process/figures.ts";
import type { Card } from "../source/card.ts";
import { harmAudit } from "./harm-audit.ts";
import { answerText, factTable, pairsOf, progressNote, said, table } from "./markdown.ts";
import { answersWords } from "./summary.ts";

/** A section of the Commission's template, and what a dataset can say to it. */
interface Section {
  readonly number: string;
  readonly title: string;
  /** Ids of questions whose answers stand there, each behind its word, and of facts, each behind its own. */
  readonly answers?: readonly (readonly [word: string, id: string])[];
  readonly facts?: readonly (readonly [word: string, id: string])[];
  /** Why nothing stands there: whose it is to say. */
  readonly absent?: string;
}

/** The template of July 2025, in its order. */
const sections: readonly Section[] = [
  {
    ...{ number: "0", title: "Version" },
    answers: [
      ["Version of the dataset", "A2"],
      ["Last update", "A7"],
      ["Earlier versions", "N6"],
      ["Corrections", "N3"],
    ],
  },
  {
    ...{ number: "1.1", title: "Provider" },
    answers: [
      ["Provider of the dataset", "M2"],
      ["Contact", "N2"],
    ],
    absent: "Provider of the model and authorised representative: the model's provider says it.",
  },
  {
    ...{ number: "1.2", title: "Model" },
    absent:
      "Names and versions of models, their dependencies and market dates: the model's provider says it.",
  },
  {
    ...{ number: "1.3", title: "Overall characteristics" },
    answers: [
      ["Latest acquisition, and the period", "L5"],
      ["Whether it goes on", "N4"],
      ["Regional and demographic characteristics", "C13"],
      ["Comments", "C16"],
    ],
    facts: [
      ["Languages, as detected", "languages"],
      ["Captions that were not measured", "unread"],
      ["Groups that captions name", "identity"],
    ],
  },
  {
    ...{ number: "2.1", title: "Publicly available datasets" },
    answers: [
      ["How each part was obtained", "L1"],
      ["Outside resources that it rests on", "C10"],
    ],
    facts: [["Places that were put together", "sources"]],
  },
  {
    ...{ number: "2.2.1", title: "Data licensed from rightsholders" },
    answers: [["Licence and terms", "D4"]],
    facts: [["Licences, as the dataset states them", "licenses"]],
    absent: "Contracts with rightsholders: whoever made them says it.",
  },
  {
    ...{ number: "2.2.2", title: "Other data that are not public" },
    answers: [["Confidential matter", "C11"]],
    absent: "Data bought or given under other contracts: whoever made them says it.",
  },
  {
    ...{ number: "2.3", title: "Data crawled and scraped" },
    answers: [
      ["Tools and procedures", "L2"],
      ["Who collected it", "L4"],
      ["Period", "L5"],
    ],
    facts: [["Domains of the images' addresses", "domains"]],
  },
  {
    ...{ number: "2.4", title: "Data of users" },
    answers: [
      ["From the people concerned, or through others", "L7"],
      ["Whether they were told", "L8"],
      ["Whether they consented", "L9"],
    ],
  },
  { ...{ number: "2.5", title: "Synthetic data" }, answers: [["Synthetic content", "A9"]] },
  {
    ...{ number: "2.6", title: "Other sources" },
    answers: [["Anything else about its collection", "L12"]],
  },
  {
    ...{ number: "3.1", title: "Rights reserved from text and data mining" },
    answers: [["Restrictions by third parties", "D5"]],
    absent: "Signature of the code of practice, and measures at training: the model's provider says it.",
  },
  {
    ...{ number: "3.2", title: "Removal of illegal and unwanted content" },
    answers: [
      ["What was removed, and how", "P1"],
      ["What may offend", "C12"],
    ],
    facts: [
      ["What the policy decides", "decisions"],
      ["Left out of the source", "curation"],
      ["Pairs on lists of known harm", "known-harm"],
      ["Lists that were asked", "harm-lists"],
    ],
  },
  {
    ...{ number: "3.3", title: "Other information" },
    answers: [
      ["Purpose", "M1"],
      ["Representativeness", "C3"],
      ["Biases examined", "U4"],
      ["Personal data", "C14"],
      ["Limits on how long data about people are kept", "N5"],
    ],
  },
];

/**
 * What a dataset contributes to the public summary of training content that Art. 53(1)(d) of Regulation (EU)
 * 2024/1689 asks of model providers: every section of the Commission's template of July 2025, each with facts, answers,
 * or whose it is to say.
 */
export function renderEu(card: Card): string {
  const lines = [
    `# Training-content contribution sheet: ${said(card, "A1") ?? "an unnamed dataset"}`,
    "",
    "**This is no legal document and no public summary.** The duty to publish a summary binds providers of general-purpose models; this sheet gives them what this dataset contributes to it, by the sections of the Commission's template of July 2025.",
    "",
    ...[progressNote(card)].filter(Boolean).flatMap((note) => [note, ""]),
    "## What stands in each section",
    "",
    ...table(sections.map((section) => standing(card, section))),
    ...sections.flatMap((section) => sectionText(card, section)),
    `Answers: ${answersWords(card)}.`,
    "",
    ...harmAudit(card, 2),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function standing(card: Card, { number, title, answers = [], facts = [], absent }: Section) {
  const known = facts.filter(([, id]) => card.facts[id] !== undefined);
  const given = answers.filter(([, id]) => card.answers[id] !== undefined);
  const own = number === "1.3" ? ["size"] : [];
  return {
    section: `${number} ${title}`,
    facts: [...own, ...known.map(([, id]) => id)].join(", ") || "–",
    answers: given.map(([, id]) => id).join(", ") || "–",
    open:
      answers
        .filter(([, id]) => card.answers[id] === undefined)
        .map(([, id]) => id)
        .join(", ") || "–",
    absent: absent === undefined ? "–" : "in part: another's to say",
  };
}

function sectionText(
  card: Card,
  { number, title, answers = [], facts = [], absent }: Section,
): readonly string[] {
  return [
    `## ${number} ${title}`,
    "",
    ...(number === "1.3" ? sizeTable(card) : []),
    ...answers.flatMap(([word, id]) => [`${word} (${id}): ${answerText(card, id)}`, ""]),
    ...facts.flatMap(([word, id]) => {
      const fact = card.facts[id];
      return fact === undefined ? [] : [`${word} (\`${id}\`):`, "", ...factTable(fact)];
    }),
    ...(absent === undefined ? [] : [`*Absent here.* ${absent}`, ""]),
  ];
}

function sizeTable(card: Card): readonly string[] {
  const pairs = pairsOf(card);
  const images = Number(card.facts["images"]?.result[0]?.["images"] ?? pairs);
  return table([
    { modality: "image", size: `${count(images)} images`, band: band(images, 1e6, 1e9, "images") },
    {
      ...{
        modality: "text",
        size: "alt text, one caption an image; tokens depend on the model and were not counted",
      },
      band: "counted with the images",
    },
  ]);
}

function band(n: number, low: number, high: number, unit: string): string {
  if (n < low) return `less than ${count(low)} ${unit}`;
  return n <= high ? `${count(low)} to ${count(high)} ${unit}` : `more than ${count(high)} ${unit}`;
}
