import { section } from "./question.ts";

/** Why the dataset exists. */
export const motivation = section("Motivation", [
  [
    "M1",
    "Why was the dataset made, and which gap does it fill?",
    "A purpose says what it may not be good for.",
    "",
    "ihn",
  ],
  ["M2", "Who made it, and on whose behalf?", "Interests shape choices.", "", "ihn"],
  ["M3", "Who paid for it?", "So do those who pay.", "", "in"],
  ["M4", "Anything else about its motivation?", "What the questions above missed.", "", ""],
]);

/** What is in it. */
export const composition = section("Composition", [
  [
    "C1",
    "What does one instance stand for, and are there several kinds?",
    "A pair of image and alt text is no photograph of the world.",
    "pairs sources formats",
    "ihn",
  ],
  [
    "C2",
    "How many instances are there of each kind?",
    "Size is the first thing that people plan by.",
    "pairs images",
    "ihne",
  ],
  [
    "C3",
    "Is it all there is, or a sample of something larger? How was it checked to be representative?",
    "What a sample leaves out is invisible later.",
    "sampling",
    "ihn",
  ],
  [
    "C4",
    "What does each instance consist of: raw content, or features?",
    "Users must know what they get.",
    "columns layout formats",
    "ih",
  ],
  [
    "C5",
    "Does each instance carry a label or target?",
    "Scores of classifiers are labels too, and err.",
    "columns",
    "ih",
  ],
  ["C6", "What is missing from instances, and why?", "Gaps are rarely random.", "missing errors", "ih"],
  [
    "C7",
    "Are relations between instances made explicit?",
    "Duplicates and captions of one image depend on each other.",
    "duplicates",
    "i",
  ],
  [
    "C8",
    "Which splits are recommended, and why?",
    "Near duplicates across splits spoil a test.",
    "duplicates",
    "ih",
  ],
  ["C9", "Which errors, noise and repeats are known?", "Better said than found.", "errors duplicates", "ih"],
  [
    "C10",
    "Does it stand alone, or depend on outside resources? For how long will they stay, and under which limits?",
    "Links rot and images behind them change.",
    "domains",
    "ihe",
  ],
  [
    "C11",
    "Does it hold confidential matter?",
    "Web pages hold what nobody meant to publish.",
    "personal",
    "ih",
  ],
  [
    "C12",
    "Does it hold matter that may offend, insult, threaten or cause anxiety?",
    "This is what the audit measured: say what the figures mean here.",
    "rates any-of residual",
    "ihne",
  ],
  [
    "C13",
    "Which groups of people does it name or show, how were they identified, and how are they distributed?",
    "Who is named, and beside what, is what a model learns.",
    "identity identity-flags",
    "ihne",
  ],
  [
    "C14",
    "Can individuals be identified, directly or together with other data?",
    "Faces, names, numbers and places do that.",
    "personal",
    "ihn",
  ],
  [
    "C15",
    "Does it hold other sensitive attributes (health, belief, money, government ids)?",
    "They can be misused against people.",
    "personal identity",
    "ihn",
  ],
  ["C16", "Anything else about its composition?", "What the questions above missed.", "", ""],
]);
