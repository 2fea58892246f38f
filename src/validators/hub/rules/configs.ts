import { fault, type Remark, warning } from "../../finding.ts";
import { child, isObject, listed, shown } from "../../json-path.ts";
import type { Card, CardRule } from "../rule.ts";

const configName = /^[^<>:/\\|?*\s][^<>:/\\|?*]*$/u;
const splitName = /^\w+(\.\w+)*$/u;

/** Which files make which subset and split. */
export const configs: CardRule = {
  id: "configs",
  about: "subsets have names of their own, and their files stand in splits",
  check: ({ configs: value }) => {
    if (value === undefined) return [];
    if (!Array.isArray(value))
      return [
        fault({ path: "$.configs" }, `wanted a list, got ${shown(value)}`, 'write "- config_name: default"'),
      ];
    const names = value.map((one) => (isObject(one) ? one["config_name"] : undefined));
    const defaults = value.filter((one) => isObject(one) && one["default"] === true);
    return [
      ...value.flatMap((one, i) => config(one, child("$.configs", i))),
      ...names.flatMap((name, i) =>
        typeof name === "string" && names.indexOf(name) < i
          ? [
              fault(
                { path: `$.configs[${i}].config_name`, id: name },
                `"${name}" stands twice`,
                "give each subset a name of its own",
              ),
            ]
          : [],
      ),
      ...(defaults.length > 1
        ? [fault({ path: "$.configs" }, `${defaults.length} subsets are the default`, "keep one")]
        : []),
    ];
  },
};

function config(value: unknown, path: string): readonly Remark[] {
  if (!isObject(value))
    return [fault({ path }, `wanted a subset, got ${shown(value)}`, 'write "config_name: default"')];
  const {
    config_name: name,
    data_files: files,
    data_dir: folder,
  } = value as Card & { config_name?: unknown; data_files?: unknown; data_dir?: unknown };
  const id = typeof name === "string" ? name : undefined;
  if (name === undefined) return [fault({ path }, '"config_name" is missing', 'add "config_name: default"')];
  const bad = typeof name !== "string" || !configName.test(name);
  return [
    ...(bad
      ? [
          fault(
            { path: child(path, "config_name"), id },
            `${shown(name)} is no name for a subset`,
            'write a plain word, as "default"',
          ),
        ]
      : []),
    ...(folder !== undefined && typeof folder !== "string"
      ? [
          fault(
            { path: child(path, "data_dir"), id },
            `wanted a folder, got ${shown(folder)}`,
            "write a path within the repository",
          ),
        ]
      : []),
    ...(files === undefined ? [] : dataFiles(files, child(path, "data_files"), id)),
  ];
}

function dataFiles(value: unknown, path: string, id: string | undefined): readonly Remark[] {
  if (typeof value === "string") return pattern(value, path, id);
  if (!Array.isArray(value))
    return [
      fault(
        { path, id },
        `wanted splits with paths, got ${shown(value)}`,
        'write "- split: train" and "path: data/*.tar"',
      ),
    ];
  const seen = new Set<unknown>();
  return value.flatMap((one, i) => {
    const at = child(path, i);
    if (typeof one === "string") return pattern(one, at, id);
    if (!isObject(one))
      return [fault({ path: at, id }, `wanted a split, got ${shown(one)}`, 'write "split: train"')];
    const { split, path: where } = one as Card & { split?: unknown; path?: unknown };
    const twice = seen.has(split)
      ? [
          fault(
            { path: child(at, "split"), id },
            `the split ${shown(split)} stands twice`,
            "list its paths under one split",
          ),
        ]
      : [];
    seen.add(split);
    const name =
      typeof split !== "string" || !splitName.test(split)
        ? [
            fault(
              { path: child(at, "split"), id },
              `${shown(split)} is no name for a split`,
              'write "train", "validation" or "test"',
            ),
          ]
        : [];
    const paths = listed(where);
    const none =
      paths.length === 0 ? [fault({ path: at, id }, '"path" is missing', 'add "path: data/*.tar"')] : [];
    return [...twice, ...name, ...none, ...paths.flatMap((file) => pattern(file, child(at, "path"), id))];
  });
}

function pattern(value: unknown, path: string, id: string | undefined): readonly Remark[] {
  if (typeof value !== "string" || value.trim() === "")
    return [fault({ path, id }, `wanted a path, got ${shown(value)}`, 'write "data/*.tar"')];
  return value.startsWith("/") || value.split("/").includes("..")
    ? [warning({ path, id }, `"${value}" leads out of the repository`, "write a path within it")]
    : [];
}
