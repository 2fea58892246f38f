import { part, type Standard } from "./standard.ts";

const MODEL = "the model's provider";
const CONTRACT = "whoever made the contract";

/** The Commission's template for the public summary of training content, section by section, in its fields' order. */
export const euTemplate: Standard = {
  id: "eu",
  name: "EU template for the public summary of training content (July 2025)",
  source:
    "https://digital-strategy.ec.europa.eu/en/library/explanatory-notice-and-template-public-summary-training-content-general-purpose-ai-models",
  sections: [
    part("0 Version", [
      ["0", "Version of the summary", ["A2"], "Of the dataset."],
      ["0", "Last update", ["A7"]],
      ["0", "Links to earlier versions", ["N6", "N3"]],
    ]),
    part("1.1 Provider identification", [
      [
        "1.1",
        "Provider name and contact details",
        ["M2", "N2"],
        "Of the dataset; who provides the model says its own.",
      ],
      ["1.1", "Authorised representative name and contact details", MODEL],
    ]),
    part("1.2 Model identification", [
      ["1.2", "Versioned model name(s)", MODEL],
      ["1.2", "Model dependencies", MODEL],
      ["1.2", "Date of placement of the model on the Union market", MODEL],
    ]),
    part("1.3 Modalities, overall training data size and other characteristics", [
      [
        "1.3",
        "Modalities and training data size",
        ["images", "pairs"],
        "Bands of the template; tokens depend on the model and were not counted.",
      ],
      ["1.3", "Types of content", ["C1", "formats"]],
      ["1.3", "Latest date of data acquisition or collection, and whether it goes on", ["L5", "N4"]],
      ["1.3", "Linguistic characteristics", ["languages", "unread"]],
      ["1.3", "Other relevant characteristics", ["C13", "identity"], "Regional and demographic."],
      ["1.3", "Additional comments", ["C16"]],
    ]),
    part("2.1 Publicly available datasets", [
      ["2.1", "Whether publicly available datasets were used", ["L1"]],
      ["2.1", "Modalities of the content covered", ["formats"]],
      [
        "2.1",
        "Large publicly available datasets",
        ["sources", "curation", "provenance"],
        "What was put together, and what it was made from; what is large is the template's to say (3 %).",
      ],
      ["2.1", "General description of others", ["C10"]],
    ]),
    part("2.2.1 Datasets commercially licensed by rightsholders or their representatives", [
      ["2.2.1", "Whether licensing agreements were concluded", CONTRACT],
      [
        "2.2.1",
        "Licences and terms of the content covered",
        ["D4", "licenses"],
        "As the dataset states them; no contract.",
      ],
    ]),
    part("2.2.2 Private datasets obtained from other third parties", [
      ["2.2.2", "Whether private datasets were obtained, and which", CONTRACT],
      ["2.2.2", "General description of content that is not public", ["C11"]],
    ]),
    part("2.3 Data crawled and scraped from online sources", [
      ["2.3", "Whether crawlers were used, and their names", ["L2"]],
      ["2.3", "Purpose of the crawlers, and who ran them", ["L4", "M1"]],
      [
        "2.3",
        "Behaviour of the crawlers",
        ["consent", "consent-by", "L2"],
        "What hosts and pictures say of being taken, where it was looked for.",
      ],
      ["2.3", "Period of collection", ["L5"]],
      ["2.3", "Content and online sources", ["C1", "domains"]],
      ["2.3", "Modalities of the content covered", ["formats"]],
      [
        "2.3",
        "Most relevant domain names crawled",
        ["domains", "concentration"],
        "The template wants the top 10 % by size, of small providers 5 % or 1,000.",
      ],
    ]),
    part("2.4 User data", [
      ["2.4", "Whether interactions with the model were used", MODEL],
      ["2.4", "Whether data of users of other services were used", ["L7", "L8", "L9"]],
    ]),
    part("2.5 Synthetic data", [
      ["2.5", "Whether synthetic data were made to train the model", MODEL],
      ["2.5", "Synthetic content of the dataset, and what made it", ["A9"]],
    ]),
    part("2.6 Other sources of data", [["2.6", "Description of other sources", ["L12"]]]),
    part("3.1 Respect of reservation of rights from text and data mining", [
      ["3.1", "Signature of the code of practice", MODEL],
      [
        "3.1",
        "Measures before and at collection, opt-outs that were honoured",
        ["D5", "consent", "consent-by"],
      ],
    ]),
    part("3.2 Removal of illegal content", [
      ["3.2", "Measures taken", ["P1", "C12", "decisions", "curation", "known-harm", "harm-lists"]],
    ]),
    part("3.3 Other information", [
      ["3.3", "Other relevant information about data processing", ["M1", "C3", "U4", "C14", "N5"]],
    ]),
  ],
};
