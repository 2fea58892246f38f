import { datasheet } from "../questions/registry.ts";
import type { FactId, Standard, StandardSection } from "./standard.ts";

/** The datasheet's own questions: each place is one, filled by its answer and by the facts that stand beside it. */
export const datasheets: Standard = {
  id: "datasheets",
  name: "Datasheets for Datasets (Gebru et al., 2021)",
  source: "https://arxiv.org/abs/1803.09010",
  sections: sectionsOf(),
};

function sectionsOf(): readonly StandardSection[] {
  const titles = [...new Set(datasheet.map(({ section }) => section))];
  return titles.map((title) => ({
    title,
    places: datasheet
      .filter(({ section }) => section === title)
      // Evidence of questions is written in one string; a test holds each word of it against the facts' ids.
      .map(({ id, ask, evidence }) => ({
        number: id,
        name: ask,
        by: [id, ...(evidence as readonly FactId[])],
      })),
  }));
}
