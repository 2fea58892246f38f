import { croissantRai } from "./croissant-rai.ts";
import { dataCards } from "./data-cards.ts";
import { dataStatements } from "./data-statements.ts";
import { datasheets } from "./datasheet.ts";
import { euTemplate } from "./eu-template.ts";
import { hubCard } from "./hub-card.ts";
import { mlBom } from "./ml-bom.ts";
import { nutritionLabel } from "./nutrition-label.ts";
import { spdx } from "./spdx.ts";
import type { Standard } from "./standard.ts";

/** Every standard that a card is held against. To add one: a file, and a line here. */
export const standards: readonly Standard[] = [
  datasheets,
  dataCards,
  dataStatements,
  nutritionLabel,
  croissantRai,
  euTemplate,
  hubCard,
  spdx,
  mlBom,
];
