import { section } from "./question.ts";

/** How it came about. */
export const collection = section("Collection", [
  [
    "L1",
    "How was each part obtained: observed, reported by people, or inferred? Was it verified?",
    "Alt text was written for other purposes.",
    "domains",
    "ihne",
  ],
  [
    "L2",
    "With which tools and procedures, and how were they validated?",
    "A crawler's settings decide what is found.",
    "domains provenance",
    "ihe",
  ],
  ["L3", "If it is a sample, how was it drawn?", "Chance, convenience and choice differ.", "sampling", "ih"],
  [
    "L4",
    "Who collected it, and how were they paid?",
    "Labour behind data is easily forgotten.",
    "reviewers",
    "i",
  ],
  ["L5", "Over which period? Does the content date from it?", "Old captions carry old words.", "", "ihe"],
  ["L6", "Was there an ethical review? What came of it?", "Someone should have asked before.", "", "in"],
  [
    "L7",
    "Was it collected from the people concerned, or through others?",
    "Consent follows from this.",
    "",
    "i",
  ],
  ["L8", "Were they told?", "How, and what.", "", "i"],
  ["L9", "Did they consent?", "How, and to what.", "", "in"],
  ["L10", "Can they take it back?", "Which route, and who answers.", "", "in"],
  [
    "L11",
    "Was the impact on them assessed?",
    "Risks should be written down before the data spread.",
    "",
    "in",
  ],
  ["L12", "Anything else about its collection?", "What the questions above missed.", "", ""],
]);

/** What was done to it. */
export const processing = section("Preprocessing, cleaning, labelling", [
  [
    "P1",
    "What was cleaned, labelled or removed, and how?",
    "Filters remove people as well as harm: say which, and look at who.",
    "decisions curation removal removal-source",
    "ihne",
  ],
  [
    "P2",
    "Were the raw data kept, and where?",
    "What was removed by mistake can only come back from there.",
    "curation provenance",
    "ih",
  ],
  ["P3", "Is the software available?", "So that others can repeat it.", "provenance models", "ih"],
  ["P4", "Anything else about processing?", "What the questions above missed.", "", ""],
]);

/** What it is for. */
export const uses = section("Uses", [
  ["U1", "What has it been used for already?", "Results tell more than plans.", "", "ih"],
  ["U2", "Is there a list of papers or systems that use it?", "Others can learn from them.", "", "i"],
  ["U3", "What else could it be used for?", "Good and bad.", "", "ih"],
  [
    "U4",
    "Which of its traits may cause unfairness or harm in later uses, and what can users do?",
    "They will not find out by themselves.",
    "rates identity-flags removal association",
    "ihn",
  ],
  ["U5", "What must it not be used for?", "A plain sentence helps those who have to say no.", "", "ihn"],
  ["U6", "Anything else about uses?", "What the questions above missed.", "", ""],
]);
