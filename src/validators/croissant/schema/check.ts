import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { fault, type Remark } from "../../finding.ts";
import { child, shown } from "../../json-path.ts";
import { owner } from "../document.ts";
import type { CroissantNode, Kind } from "../node.ts";
import { dataset } from "./dataset.ts";
import { fileObject, fileSet } from "./files.ts";
import { extract, field, recordSet, source, transform } from "./records.ts";
import type { Schema, Shape } from "./terms.ts";

const shapes: Readonly<Record<Kind, Shape>> = {
  Dataset: dataset,
  FileObject: fileObject,
  FileSet: fileSet,
  RecordSet: recordSet,
  Field: field,
  ParentField: {},
  Source: source,
  Extract: extract,
  Transform: transform,
};

let compiled: ReadonlyMap<string, ValidateFunction> | undefined;

/** One JSON Schema validator per kind of node, made when first needed. */
function validators(): ReadonlyMap<string, ValidateFunction> {
  if (compiled) return compiled;
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv, ["date", "uri", "iso-date-time"]);
  ajv.addVocabulary(["want", "fix"]);
  compiled = new Map(
    Object.entries(shapes).map(([kind, shape]) => {
      const entries = Object.entries(shape);
      const schema = {
        type: "object",
        properties: Object.fromEntries(entries.map(([name, { schema: one }]) => [name, one])),
        required: entries.filter(([, { required }]) => required !== undefined).map(([name]) => name),
      };
      return [kind, ajv.compile(schema)];
    }),
  );
  return compiled;
}

/** What JSON Schema says about one node's own properties, in a person's words. */
export function checkShape(node: CroissantNode): readonly Remark[] {
  const validate = validators().get(node.kind);
  if (validate === undefined || validate(node.props)) return [];
  const shape = shapes[node.kind];
  const about = new Map<string, ErrorObject[]>();
  for (const error of validate.errors ?? []) {
    const name =
      error.keyword === "required" && error.instancePath === ""
        ? String(error.params["missingProperty"])
        : property(error);
    about.set(name, [...(about.get(name) ?? []), error]);
  }
  return [...about.keys()].flatMap((name) => remark(node, name, shape) ?? []);
}

/** The property an error lies in: the first word of its JSON pointer. */
function property({ instancePath }: ErrorObject): string {
  return (instancePath.split("/")[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}

function remark(node: CroissantNode, name: string, shape: Shape): Remark | undefined {
  const schema: Schema = shape[name]?.schema ?? {};
  const key = node.keys.find((one) => one.name === name)?.raw;
  const id = owner(node);
  if (key === undefined)
    return fault({ path: node.path, id }, `"${name}" is missing`, shape[name]?.required ?? `add "${name}"`);
  return fault(
    { path: child(node.path, key), id },
    `wanted ${schema.want ?? "another value"}, got ${shown(node.props[name])}`,
    schema.fix ?? "correct it",
  );
}
