import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { validateHubCard } from "../../../../src/validators/hub/validate.ts";
import { type Case, findsInCard, goodCard as good } from "../../../support/card-hub-break.ts";

const cases: readonly Case[] = [
  { breaks: "no metadata", from: /^---\n/u, to: "", node: "$", says: /no metadata/u },
  { breaks: "metadata without an end", from: /\n---\n/u, to: "\n", node: "$", says: /no metadata/u },
  {
    breaks: "merge conflicts",
    from: "license: cc-by-4.0",
    to: "<<<<<<< a\nlicense: mit\n=======\nlicense: cc-by-4.0\n>>>>>>> b",
    node: "$",
    says: /merge conflicts/u,
  },
  {
    breaks: "YAML nobody reads",
    from: "license: cc-by-4.0",
    to: "license: [cc-by-4.0",
    node: "$",
    says: /cannot be read, line \d+/u,
  },
  {
    breaks: "a key twice",
    from: "license: cc-by-4.0",
    to: "license: cc-by-4.0\nlicense: mit",
    node: "$",
    says: /line 6: Map keys must be unique/u,
  },
  {
    breaks: "a slip in a key",
    from: "task_categories:",
    to: "task_catagories:",
    node: "$.task_catagories",
    says: /no key the hub knows/u,
  },
  {
    breaks: "a key of one's own",
    from: "license:",
    to: "our_team: us\nlicense:",
    node: "$.our_team",
    says: /no key the hub knows/u,
    class: "warning",
  },
  {
    breaks: "an unknown licence",
    from: "cc-by-4.0",
    to: "CC BY 4.0",
    node: "$.license",
    says: /no value of license/u,
  },
  {
    breaks: "no licence",
    from: "license: cc-by-4.0\n",
    to: "",
    node: "$",
    says: /"license" is missing/u,
    class: "warning",
  },
  {
    breaks: "another licence without its name",
    from: "license: cc-by-4.0",
    to: "license: other\nlicense_link: LICENSE",
    node: "$.license",
    says: /"license_name" is missing/u,
  },
  {
    breaks: "another licence without its text",
    from: "license: cc-by-4.0",
    to: "license: other\nlicense_name: ours",
    node: "$.license",
    says: /"license_link" is missing/u,
  },
  {
    breaks: "a link to no licence",
    from: "license: cc-by-4.0",
    to: "license: other\nlicense_name: ours\nlicense_link: terms.txt",
    node: "$.license_link",
    says: /wanted LICENSE/u,
  },
  {
    breaks: "an unknown task",
    from: "- image-to-text",
    to: "- image-to-words",
    node: "$.task_categories[0]",
    says: /no value of task_categories/u,
  },
  {
    breaks: "an unknown narrower task",
    from: "- image-captioning",
    to: "- captions",
    node: "$.task_ids[0]",
    says: /no value of task_ids/u,
    class: "warning",
  },
  {
    breaks: "an unknown size",
    from: "n<1K",
    to: "<1K",
    node: "$.size_categories[0]",
    says: /no value of size_categories/u,
  },
  {
    breaks: "a size some tools know",
    from: "n<1K",
    to: "unknown",
    node: "$.size_categories[0]",
    says: /only to some/u,
    class: "warning",
  },
  {
    breaks: "unknown annotators",
    from: "- machine-generated",
    to: "- robots",
    node: "$.annotations_creators[0]",
    says: /no value of annotations_creators/u,
  },
  {
    breaks: "unknown authors",
    from: "language_creators:\n- found",
    to: "language_creators:\n- no-annotation",
    node: "$.language_creators[0]",
    says: /no value of language_creators/u,
  },
  {
    breaks: "an unknown number of languages",
    from: "- monolingual",
    to: "- bilingual",
    node: "$.multilinguality[0]",
    says: /no value of multilinguality/u,
  },
  {
    breaks: "Norwegian without quotes",
    from: "language:\n- en",
    to: "language:\n- no",
    node: "$.language[0]",
    says: /YAML 1\.1 reads "no" as false/u,
  },
  {
    breaks: "a language as a variant",
    from: "language:\n- en",
    to: "language:\n- en-GB",
    node: "$.language[0]",
    says: /no ISO 639 code/u,
  },
  {
    breaks: "a variant that is none",
    from: "- en-GB",
    to: "- British English!",
    node: "$.language_details",
    says: /no BCP 47/u,
    class: "warning",
  },
  {
    breaks: "a name by number",
    from: "pretty_name: Shapes",
    to: "pretty_name: 2026",
    node: "$.pretty_name",
    says: /wanted text, got 2026/u,
  },
  {
    breaks: "one tag without a list",
    from: "tags:\n- webdataset\n- not-for-all-audiences",
    to: "tags: webdataset",
    node: "$.tags",
    says: /wanted a list/u,
  },
  {
    breaks: "a tag by number",
    from: "- webdataset",
    to: "- 3",
    node: "$.tags[0]",
    says: /wanted text, got 3/u,
  },
  {
    breaks: "an origin that is no dataset",
    from: "- original",
    to: "- the web at large",
    node: "$.source_datasets",
    says: /no dataset of the hub/u,
  },
];

describe("a dataset card", () => {
  it("that is good has no findings, and reads alike in YAML 1.1 and 1.2", () => {
    expect(validateHubCard(good)).toEqual([]);
    const yaml = good.split("---")[1] ?? "";
    expect(parse(yaml, { version: "1.1" })).toEqual(parse(yaml, { version: "1.2" }));
  });

  findsInCard(cases);

  it.each(["\r\n", "\n"])("is read with any line ends", (end) => {
    expect(validateHubCard(good.replaceAll("\n", end))).toEqual([]);
  });

  it.each([
    "---\n---\n",
    "---\n- a\n---\n",
    "---\n7\n---\n",
    "---\nlicense:\nconfigs: 3\ndataset_info: x\nextra_gated_fields: no\ntags: {}\nlanguage: {a: 1}\n---\n",
  ])("is judged without a crash: %j", (text) => {
    expect(validateHubCard(text).length).toBeGreaterThan(0);
  });
});
