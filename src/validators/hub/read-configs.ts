import { parse } from "yaml";
import { globShape } from "../glob-shape.ts";
import { isObject, listed } from "../json-path.ts";

/** One split of one configuration of a dataset card: which files it is of. */
export interface ReadConfig {
  readonly name: string;
  readonly split: string;
  readonly patterns: readonly string[];
  /** Whether a file is of it, by its path from the dataset's folder. */
  readonly isOf: (file: string) => boolean;
}

/** What a dataset card says of its files; nothing where it has no head. */
export function readConfigs(text: string): {
  readonly configs: readonly ReadConfig[];
  /** Pairs of each split. */
  readonly splits: ReadonlyMap<string, number>;
} {
  const head = /^---\r?\n([\s\S]*?)\r?\n---/u.exec(text)?.[1];
  const metadata: unknown = head === undefined ? {} : parse(head, { version: "1.1" });
  const { configs, dataset_info: info } = isObject(metadata) ? metadata : {};
  const found = listed(configs).flatMap((config) => {
    if (!isObject(config)) return [];
    return listed(config["data_files"]).flatMap((entry): readonly ReadConfig[] => {
      if (!isObject(entry)) return [];
      const patterns = listed(entry["path"]).map(String);
      const isOf = matcher(patterns);
      return [{ name: String(config["config_name"]), split: String(entry["split"]), patterns, isOf }];
    });
  });
  const splits = listed(info).flatMap((one) => (isObject(one) ? listed(one["splits"]) : []));
  return {
    configs: found,
    splits: new Map(
      splits.flatMap((split) =>
        isObject(split) ? [[String(split["name"]), Number(split["num_examples"])]] : [],
      ),
    ),
  };
}

/** Patterns as Hugging Face reads them: `**` is any folders, a star and a question mark are of one name. */
function matcher(globs: readonly string[]): (file: string) => boolean {
  const shapes = globs.map((glob) =>
    globShape(glob, (mark) =>
      mark === "**/" ? "(?:.*/)?" : mark === "?" ? "[^/]" : mark === "*" ? "[^/]*" : ".*",
    ),
  );
  return (file) => shapes.some((shape) => shape.test(file));
}
