import { describe } from "vitest";
import { type Case, findsInCard } from "../../../support/card-hub-break.ts";

const cases: readonly Case[] = [
  {
    breaks: "a subset without a name",
    from: "- config_name: pairs\n  data_files",
    to: "- data_files",
    node: "$.configs[0]",
    says: /"config_name" is missing/u,
  },
  {
    breaks: "two subsets of one name",
    from: "- config_name: scores",
    to: "- config_name: pairs",
    node: "$.configs[1].config_name",
    says: /"pairs" stands twice/u,
  },
  {
    breaks: "two default subsets",
    from: "- config_name: pairs\n",
    to: "- config_name: pairs\n  default: true\n",
    node: "$.configs",
    says: /2 subsets are the default/u,
  },
  {
    breaks: "a split without a path",
    from: "\n    path: shards/*.tar",
    to: "",
    node: "$.configs[0].data_files[0]",
    says: /"path" is missing/u,
  },
  {
    breaks: "a split that is none",
    from: "split: train\n    path: shards",
    to: "split: train-1\n    path: shards",
    node: "$.configs[0].data_files[0].split",
    says: /no name for a split/u,
  },
  {
    breaks: "a path out of the repository",
    from: "shards/*.tar",
    to: "../shards/*.tar",
    node: "$.configs[0].data_files[0].path",
    says: /out of the repository/u,
    class: "warning",
  },
  {
    breaks: "a feature without a type",
    from: "\n    dtype: image",
    to: "",
    node: "$.dataset_info[0].features[0]",
    says: /"image" has no type/u,
  },
  {
    breaks: "a size in words",
    from: "download_size: 10240",
    to: "download_size: 10 kB",
    node: "$.dataset_info[0].download_size",
    says: /wanted bytes/u,
  },
  {
    breaks: "a split without a count",
    from: "\n    num_examples: 9",
    to: "",
    node: "$.dataset_info[0].splits[0].num_examples",
    says: /whole number, got nothing/u,
  },
  {
    breaks: "sizes that do not add up",
    from: "dataset_size: 9000",
    to: "dataset_size: 9001",
    node: "$.dataset_info[0].dataset_size",
    says: /9000 bytes together/u,
    class: "warning",
  },
  {
    breaks: "features of an unknown subset",
    from: "dataset_info:\n- config_name: pairs",
    to: "dataset_info:\n- config_name: pears",
    node: "$.dataset_info[0].config_name",
    says: /no subset of configs/u,
  },
  {
    breaks: "an unknown field in the gate",
    from: "Affiliation: text",
    to: "Affiliation: textarea",
    node: "$.extra_gated_fields.Affiliation",
    says: /no type of field/u,
  },
  {
    breaks: "a choice of nothing",
    from: /\n {4}options:[\s\S]*value: other/u,
    to: "",
    node: "$.extra_gated_fields.Purpose",
    says: /without options/u,
  },
  {
    breaks: "a gate in words",
    from: "eu_disallowed: true",
    to: 'eu_disallowed: "yes"',
    node: "$.extra_gated_eu_disallowed",
    says: /true or false/u,
  },
  {
    breaks: "an unanswered body",
    from: "# Shapes",
    to: "# Shapes\n\n[More Information Needed]",
    node: "$",
    says: /still says/u,
    class: "warning",
  },
];

describe("subsets, features and gates", () => {
  findsInCard(cases);
});
