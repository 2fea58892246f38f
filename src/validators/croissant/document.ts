import { child, isObject, listed } from "../json-path.ts";
import { type Context, curie, iriOf, readContext } from "./context.ts";
import type { CroissantDocument, CroissantNode, Key, Kind, Reference } from "./node.ts";
import { croissantProperties, type Version, versionIri } from "./vocabulary.ts";

/** Which nodes stand under which property. */
const children: Readonly<Record<string, Kind>> = {
  distribution: "FileObject",
  recordSet: "RecordSet",
  field: "Field",
  subField: "Field",
  annotation: "Field",
  source: "Source",
  references: "Source",
  parentField: "ParentField",
  extract: "Extract",
  transform: "Transform",
};

/** Properties that name other nodes, by the kinds they stand on. */
const pointers: Partial<Record<Kind, readonly string[]>> = {
  FileObject: ["containedIn"],
  FileSet: ["containedIn"],
  RecordSet: ["key"],
  Source: ["fileObject", "fileSet", "field", "recordSet"],
};

interface Reading {
  readonly context: Context;
  readonly nodes: CroissantNode[];
  readonly references: Reference[];
  readonly strays: CroissantDocument["strays"][number][];
}

/** Reads a parsed document into nodes and references; nothing is judged here. */
export function readDocument(text: string, raw: Readonly<Record<string, unknown>>): CroissantDocument {
  const context = readContext(raw["@context"]);
  const reading: Reading = { context, nodes: [], references: [], strays: [] };
  const root = visit(reading, raw, { kind: "Dataset", path: "$", role: "", parent: undefined });
  return { text, raw, version: claimed(root.props["conformsTo"]), root, ...reading };
}

/** IRIs that `conformsTo` names. */
export function conformsTo(value: unknown): readonly string[] {
  return listed(value).flatMap((one) => {
    const iri = isObject(one) ? (one["@id"] ?? one["@value"]) : one;
    return typeof iri === "string" ? [iri] : [];
  });
}

function claimed(value: unknown): Version {
  const iris = conformsTo(value);
  return iris.includes(versionIri("1.0")) && !iris.includes(versionIri("1.1")) ? "1.0" : "1.1";
}

type Spot = Pick<CroissantNode, "kind" | "path" | "role" | "parent">;

function visit(reading: Reading, raw: Readonly<Record<string, unknown>>, spot: Spot): CroissantNode {
  const keys = Object.keys(raw)
    .filter((key) => !key.startsWith("@"))
    .map((key) => named(reading.context, key));
  const props = Object.fromEntries(keys.map(({ name, raw: key }) => [name, raw[key]]));
  const types = listed(raw["@type"]).map((type) =>
    curie(iriOf(reading.context, String(type)) ?? String(type)),
  );
  const node: CroissantNode = {
    ...spot,
    kind: spot.role === "distribution" && isFileSet(types, props) ? "FileSet" : spot.kind,
    id: idOf(raw["@id"], props["name"], spot),
    named: typeof raw["@id"] === "string",
    types,
    keys,
    props,
  };
  reading.nodes.push(node);
  for (const { name, raw: key } of keys) {
    if (pointers[node.kind]?.includes(name)) point(reading, node, name, raw[key], child(node.path, key));
    else if (node.kind !== "Source" || name === "extract" || name === "transform")
      descend(reading, node, name, raw[key], child(node.path, key));
  }
  return node;
}

function named(context: Context, raw: string): Key {
  const short = curie(iriOf(context, raw) ?? `sc:${raw}`);
  const [prefix, local = ""] = short.split(/:(.*)/su);
  const bare =
    prefix === "sc" || (prefix === "cr" && croissantProperties.has(local)) || short === "dct:conformsTo";
  return { raw, curie: short, name: bare ? local : short };
}

const isFileSet = (types: readonly string[], props: Readonly<Record<string, unknown>>) =>
  types.includes("cr:FileSet") || (!types.includes("cr:FileObject") && "includes" in props);

/** Readers of 1.0 take a missing `@id` from `name`, and put a field's record set before it. */
function idOf(id: unknown, name: unknown, { kind, parent }: Spot): string | undefined {
  if (typeof id === "string") return id;
  if (typeof name !== "string") return undefined;
  if (kind === "FileObject" || kind === "RecordSet") return name;
  return kind === "Field" && parent?.id !== undefined ? `${parent.id}/${name}` : undefined;
}

function descend(reading: Reading, parent: CroissantNode, role: string, value: unknown, path: string): void {
  const kind = children[role];
  if (kind === undefined || (role === "field" && parent.kind !== "RecordSet")) return;
  for (const [i, one] of listed(value).entries()) {
    const spot = { kind, role, parent, path: Array.isArray(value) ? child(path, i) : path };
    if (isObject(one)) visit(reading, one, spot);
    else reading.strays.push({ path: spot.path, id: parent.id, wanted: kind, got: one });
  }
}

function point(reading: Reading, from: CroissantNode, role: string, value: unknown, path: string): void {
  for (const [i, one] of listed(value).entries()) {
    const spot = Array.isArray(value) ? child(path, i) : path;
    const target = isObject(one) ? one["@id"] : one;
    if (typeof target === "string")
      reading.references.push({
        path: spot,
        id: from.id ?? owner(from),
        from,
        role,
        target,
        asText: !isObject(one),
      });
    else if (isObject(one) && role === "containedIn")
      visit(reading, one, { kind: "Source", role, parent: from, path: spot });
    else reading.strays.push({ path: spot, id: from.id ?? owner(from), wanted: "Source", got: one });
  }
}

/** The id of the nearest node around one that has none of its own. */
export function owner(node: CroissantNode): string | undefined {
  return node.id ?? (node.parent && owner(node.parent));
}
