import { section } from "./question.ts";

/** What a model card says, after Mitchell et al. 2019, in our own words. */
export const modelQuestions = [
  ...section("Model details", [
    [
      "X1",
      "Who made the model, when, and of which kind is it?",
      "Someone answers for it, and kinds err in their own ways.",
      "manifest",
      "ih",
    ],
    [
      "X2",
      "Under which licence, and where do the weights come from?",
      "Weights carry the terms of those who trained them.",
      "manifest files",
      "ih",
    ],
  ]),
  ...section("Intended use", [
    ["X3", "What is it for, and who should use it?", "Outside of that nothing was measured.", "", "ih"],
    ["X4", "What must it not be used for?", "A plain sentence helps those who have to say no.", "", "ih"],
  ]),
  ...section("Factors", [
    [
      "X5",
      "Which groups, instruments and surroundings change how well it does?",
      "An average hides those for whom it fails.",
      "",
      "ih",
    ],
  ]),
  ...section("Metrics", [
    [
      "X6",
      "By which measures is it judged, and how were thresholds chosen?",
      "A threshold is a decision.",
      "thresholds",
      "ih",
    ],
  ]),
  ...section("Evaluation data", [
    [
      "X7",
      "On what was it measured, and was any of that seen in training or tuning?",
      "Numbers on seen data flatter.",
      "evaluation",
      "ih",
    ],
  ]),
  ...section("Training data", [
    ["X8", "What did it learn from, and who labelled that?", "It repeats what it was shown.", "", "ih"],
  ]),
  ...section("Quantitative analyses", [
    [
      "X9",
      "What do the figures say, for each group and for groups taken together?",
      "Read the failures first.",
      "evaluation groups coverage copies",
      "ih",
    ],
  ]),
  ...section("Ethical considerations", [
    [
      "X10",
      "Whom may it harm, by what it flags or makes, and by what it misses?",
      "Both happen.",
      "people",
      "ih",
    ],
  ]),
  ...section("Caveats and recommendations", [
    [
      "X11",
      "What is not known, and what should a user do about it?",
      "What was not measured is not zero.",
      "",
      "ih",
    ],
  ]),
];
