import { section } from "./question.ts";

/** What every rendered document needs besides the datasheet's questions: its title page. */
export const about = section("About", [
  ["A1", "What is the dataset called?", "People must be able to cite and find it.", "", "ihne"],
  [
    "A2",
    "Which version is this (three numbers, as 1.2.0)?",
    "A record that was changed or removed makes another dataset: raise the first number then.",
    "",
    "ihne",
  ],
  ["A3", "Describe it in one paragraph.", "The first thing that anyone reads.", "pairs", "ihne"],
  ["A4", "Where is its home page (a URL)?", "Documents that describe a dataset point at it.", "", "hn"],
  [
    "A5",
    "Under which licence, as the Hugging Face hub names it (cc-by-4.0, other, unknown)?",
    "Without a licence nobody may use it.",
    "licenses",
    "ihne",
  ],
  ["A6", "Who made it (name of a person or an organisation)?", "Someone answers for it.", "", "ihne"],
  ["A7", "When was this version published (YYYY-MM-DD)?", "Readers must know how old it is.", "", "hn"],
  ["A8", "How should it be cited (BibTeX is best)?", "Credit, and a way to count uses.", "", "n"],
  [
    "A9",
    "Does it hold synthetic images or captions? Begin with yes or no.",
    "What machines made teaches other machines their faults.",
    "",
    "ne",
  ],
]);
