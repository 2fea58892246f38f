import type { Rule } from "../rule.ts";
import { arrays } from "./arrays.ts";
import { dataTypesRule } from "./data-types.ts";
import { duplicates } from "./duplicates.ts";
import { files } from "./files.ts";
import { ids } from "./ids.ts";
import { inlineData } from "./inline-data.ts";
import { joins } from "./joins.ts";
import { keys } from "./keys.ts";
import { namespacesRule } from "./namespaces.ts";
import { placeholders } from "./placeholders.ts";
import { published } from "./published.ts";
import { quirks } from "./quirks.ts";
import { references } from "./references.ts";
import { root } from "./root.ts";
import { shape } from "./shape.ts";
import { sources } from "./sources.ts";
import { transforms } from "./transforms.ts";
import { types } from "./types.ts";

/** Every rule, from the outside of a document inwards. To add one: a file, and a line here. */
export const rules: readonly Rule[] = [
  root,
  namespacesRule,
  keys,
  shape,
  published,
  placeholders,
  types,
  ids,
  duplicates,
  files,
  references,
  sources,
  dataTypesRule,
  joins,
  inlineData,
  transforms,
  arrays,
  quirks,
];
