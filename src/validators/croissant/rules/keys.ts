import { meant, nearest } from "../../../process/nearest.ts";
import { fault, type Remark, warning } from "../../finding.ts";
import { child } from "../../json-path.ts";
import { owner } from "../document.ts";
import type { CroissantNode, Key, Kind } from "../node.ts";
import type { Rule } from "../rule.ts";
import { creativeWork, datasetOnly, mediaObject, thing } from "../schema-org.ts";
import { coreTerms, croissantProperties, misreadByReference, raiProperties } from "../vocabulary.ts";

const words = (text: string) => text.split(" ");
const file = [...thing, ...creativeWork, ...mediaObject];

/** The bare keys each kind of node may have. */
const allowed: Readonly<Record<Kind, ReadonlySet<string>>> = {
  Dataset: new Set([
    ...thing,
    ...creativeWork,
    ...datasetOnly,
    ...words("conformsTo recordSet citeAs isLiveDataset sdVersion"),
  ]),
  FileObject: new Set([...file, ...words("md5 isLiveDataset")]),
  FileSet: new Set([...file, ...words("includes excludes")]),
  RecordSet: new Set([...thing, ...creativeWork, ...words("field key data examples dataType annotation")]),
  Field: new Set([
    ...thing,
    ...words(
      "dataType source value references subField parentField equivalentProperty isArray arrayShape repeated annotation examples unitText unitCode minValue maxValue",
    ),
  ]),
  ParentField: new Set(words("source references name")),
  Source: new Set(words("fileObject fileSet field recordSet extract transform format samplingRate name")),
  Extract: new Set(words("column fileProperty jsonPath")),
  Transform: new Set(words("regex separator jsonPath replace readLines unArchive format")),
};

/** A closed list for `rai:` and `cr:`, and a look at whatever resembles a known key. */
export const keys: Rule = {
  id: "keys",
  about: "every key is one that its node may have",
  check: ({ nodes }) => nodes.flatMap((node) => node.keys.flatMap((key) => judged(node, key) ?? [])),
};

function judged(node: CroissantNode, key: Key): Remark | undefined {
  const place = { path: child(node.path, key.raw), id: owner(node) };
  const [prefix, local = ""] = key.curie.split(/:(.*)/su);
  if (prefix === "rai") return rai(node, key, local, place);
  if (prefix === "cr" && !croissantProperties.has(local))
    return raiProperties.has(local)
      ? warning(place, `"${local}" is no property of Croissant`, `write "rai:${local}"`)
      : fault(
          place,
          `"${key.raw}" is no property of Croissant`,
          meant(local, croissantProperties, "remove it, or use a vocabulary that has it"),
        );
  if (prefix === "sc" && coreTerms.has(local) && !key.raw.includes(":"))
    return fault(
      place,
      `@context does not say that "${key.raw}" is cr:${local}`,
      `add "${key.raw}": "cr:${local}" to @context`,
    );
  if (prefix !== "sc" && prefix !== "cr") return undefined;
  const known = allowed[node.kind];
  if (known.has(key.name)) return undefined;
  const [near] = nearest(key.name, known);
  if (near !== undefined && !croissantProperties.has(key.name))
    return fault(place, `"${key.raw}" is no property of a ${node.kind}`, `write "${near}"`);
  return croissantProperties.has(key.name)
    ? fault(place, `a ${node.kind} has no "${key.raw}"`, "move it to the node it belongs to, or remove it")
    : warning(
        place,
        `"${key.raw}" is no known property of a ${node.kind}, and readers pass over it`,
        "remove it, or write it with its vocabulary's prefix",
      );
}

function rai(
  node: CroissantNode,
  key: Key,
  local: string,
  place: Parameters<typeof fault>[0],
): Remark | undefined {
  const correct = misreadByReference.get(local);
  if (correct !== undefined)
    return `rai:${correct}` in node.props
      ? undefined
      : warning(
          place,
          `"${key.raw}" is the reference reader's misspelling`,
          `write "rai:${correct}"; keep this one beside it at most`,
        );
  if (!raiProperties.has(local))
    return fault(
      place,
      `"${key.raw}" is no property of RAI 1.0`,
      meant(local, raiProperties.keys(), "remove it"),
    );
  return node.kind === "Dataset"
    ? undefined
    : fault(place, `"${key.raw}" belongs to the dataset, not to a ${node.kind}`, "move it to the root");
}
