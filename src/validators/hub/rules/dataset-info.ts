import { fault, type Remark, warning } from "../../finding.ts";
import { child, isObject, listed, shown } from "../../json-path.ts";
import type { Card, CardRule } from "../rule.ts";

const count = (value: unknown) => typeof value === "number" && Number.isInteger(value) && value >= 0;

/** The features and sizes that readers trust without counting. */
export const datasetInfo: CardRule = {
  id: "dataset-info",
  about: "features have types, splits have sizes, and the sizes add up",
  check: ({ dataset_info: value, configs }) => {
    if (value === undefined) return [];
    const names = new Set(
      listed(configs).flatMap((one) =>
        isObject(one) && typeof one["config_name"] === "string" ? [one["config_name"]] : [],
      ),
    );
    return listed(value).flatMap((one, i) => {
      const path = Array.isArray(value) ? child("$.dataset_info", i) : "$.dataset_info";
      if (!isObject(one))
        return [
          fault({ path }, `wanted features and splits, got ${shown(one)}`, "write what datasets-cli prints"),
        ];
      return info(one, path, Array.isArray(value), names);
    });
  },
};

function info(value: Card, path: string, several: boolean, names: ReadonlySet<string>): readonly Remark[] {
  const name = value["config_name"];
  const id = typeof name === "string" ? name : undefined;
  const unnamed =
    several && id === undefined
      ? [fault({ path }, '"config_name" is missing', "add the subset this entry is about")]
      : [];
  const strange =
    id !== undefined && names.size > 0 && !names.has(id)
      ? [
          fault(
            { path: child(path, "config_name"), id },
            `"${id}" is no subset of configs`,
            `write one of ${[...names].join(", ")}`,
          ),
        ]
      : [];
  const sizes = ["download_size", "dataset_size"].flatMap((key) =>
    value[key] === undefined || count(value[key])
      ? []
      : [
          fault(
            { path: child(path, key), id },
            `wanted bytes, got ${shown(value[key])}`,
            "write a whole number",
          ),
        ],
  );
  return [
    ...unnamed,
    ...strange,
    ...sizes,
    ...features(value["features"], child(path, "features"), id),
    ...splits(value, path, id),
  ];
}

function features(value: unknown, path: string, id: string | undefined): readonly Remark[] {
  if (value === undefined) return [];
  if (!Array.isArray(value))
    return [
      fault(
        { path, id },
        `wanted a list, got ${shown(value)}`,
        'write "- name: caption" and "dtype: string"',
      ),
    ];
  const seen = new Set<unknown>();
  return value.flatMap((one, i) => {
    const at = child(path, i);
    const name = isObject(one) ? one["name"] : undefined;
    if (!isObject(one) || typeof name !== "string")
      return [fault({ path: at, id }, '"name" is missing', "add the column's name")];
    const twice = seen.has(name) ? [fault({ path: at, id: name }, `"${name}" stands twice`, "keep one")] : [];
    seen.add(name);
    const typed = [
      "dtype",
      "sequence",
      "list",
      "struct",
      "large_list",
      "array2_d",
      "array3_d",
      "array4_d",
      "array5_d",
    ].some((key) => key in one);
    return [
      ...twice,
      ...(typed
        ? []
        : [
            fault(
              { path: at, id: name },
              `"${name}" has no type`,
              'add "dtype: string", "dtype: image" or another',
            ),
          ]),
    ];
  });
}

function splits(value: Card, path: string, id: string | undefined): readonly Remark[] {
  const all = value["splits"];
  if (all === undefined) return [];
  const bytes = listed(all).map((one) => (isObject(one) ? one["num_bytes"] : undefined));
  const remarks = listed(all).flatMap((one, i) => {
    const at = child(child(path, "splits"), i);
    if (!isObject(one) || typeof one["name"] !== "string")
      return [fault({ path: at, id }, '"name" is missing', "add the split's name")];
    return ["num_bytes", "num_examples"].flatMap((key) =>
      count(one[key])
        ? []
        : [
            fault(
              { path: child(at, key), id: String(one["name"]) },
              `wanted a whole number, got ${shown(one[key])}`,
              "count the split again",
            ),
          ],
    );
  });
  const sum = bytes.every(count) ? (bytes as number[]).reduce((a, b) => a + b, 0) : undefined;
  const size = value["dataset_size"];
  return sum !== undefined && count(size) && size !== sum
    ? [
        ...remarks,
        warning(
          { path: child(path, "dataset_size"), id },
          `the splits have ${sum} bytes together, and dataset_size says ${String(size)}`,
          `write ${sum}`,
        ),
      ]
    : remarks;
}
