import { section } from "./question.ts";

/** How it reaches others. */
export const distribution = section("Distribution", [
  ["D1", "Will it be given to others outside?", "To whom, and under which conditions.", "", "ih"],
  ["D2", "How: archive, API, repository? Is there a DOI?", "Something stable to point at.", "", "ih"],
  ["D3", "When?", "A date, or the event it waits for.", "", "i"],
  [
    "D4",
    "Under which licence and terms?",
    "The licence of a collection is not that of its images.",
    "licenses",
    "ihne",
  ],
  [
    "D5",
    "Did third parties put restrictions on it?",
    "Rights of those whose pictures these are.",
    "licenses",
    "ihe",
  ],
  ["D6", "Do export rules or other regulations apply?", "Better asked before than after.", "", "i"],
  ["D7", "Anything else about distribution?", "What the questions above missed.", "", ""],
]);

/** Who looks after it. */
export const maintenance = section("Maintenance", [
  ["N1", "Who hosts and maintains it?", "Someone must.", "", "ihn"],
  ["N2", "How can they be reached?", "An address that is read.", "", "ihn"],
  ["N3", "Is there an erratum?", "Known mistakes, and versions that mend them.", "curation", "ih"],
  [
    "N4",
    "Will it be updated: how often, by whom, and how are users told?",
    "Copies outlive corrections.",
    "",
    "ihn",
  ],
  ["N5", "Are there limits on how long data about people are kept?", "And how they are enforced.", "", "in"],
  ["N6", "Are older versions kept?", "Results must stay checkable; removals must stay removed.", "", "ih"],
  ["N7", "Can others contribute, and who checks that?", "A route that is written down gets used.", "", "ih"],
  ["N8", "Anything else about maintenance?", "What the questions above missed.", "", ""],
]);
