import type { CroissantDocument, CroissantNode, Reference } from "./node.ts";

interface Index {
  readonly declared: readonly CroissantNode[];
  readonly byId: ReadonlyMap<string, CroissantNode>;
  readonly byParent: ReadonlyMap<CroissantNode, readonly CroissantNode[]>;
  readonly byOrigin: ReadonlyMap<CroissantNode, readonly Reference[]>;
}

const targets = new Set(["FileObject", "FileSet", "RecordSet", "Field"]);
const indexes = new WeakMap<CroissantDocument, Index>();

/** One pass over a document for all rules: pages of the hub have thousands of fields. */
function indexOf(document: CroissantDocument): Index {
  const known = indexes.get(document);
  if (known) return known;
  const declared = document.nodes.filter(({ kind }) => targets.has(kind));
  const byId = new Map<string, CroissantNode>();
  for (const node of declared) if (node.id !== undefined && !byId.has(node.id)) byId.set(node.id, node);
  const byParent = new Map<CroissantNode, CroissantNode[]>();
  for (const node of document.nodes) if (node.parent) push(byParent, node.parent, node);
  const byOrigin = new Map<CroissantNode, Reference[]>();
  for (const reference of document.references) push(byOrigin, reference.from, reference);
  const index = { declared, byId, byParent, byOrigin };
  indexes.set(document, index);
  return index;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Nodes that others can name. */
export function declared(document: CroissantDocument): readonly CroissantNode[] {
  return indexOf(document).declared;
}

/** The node with an id; the first, where there are several. */
export function nodeOf(document: CroissantDocument, id: string): CroissantNode | undefined {
  return indexOf(document).byId.get(id);
}

/** The node a reference names: by id, or, where it is text, also by a field's name within its record set. */
export function resolve(document: CroissantDocument, reference: Reference): CroissantNode | undefined {
  const { target, from, asText } = reference;
  const exact = nodeOf(document, target);
  if (exact || !asText) return exact;
  return declared(document).find(({ id, kind, props }) =>
    from.kind === "RecordSet"
      ? kind === "Field" &&
        id?.startsWith(`${from.id}/`) &&
        (props["name"] === target || id.endsWith(`/${target}`))
      : props["name"] === target,
  );
}

/** The record set around a node. */
export function recordSetOf(node: CroissantNode): CroissantNode | undefined {
  return node.kind === "RecordSet" ? node : node.parent && recordSetOf(node.parent);
}

/** All direct children of a node. */
export function childrenOf(document: CroissantDocument, parent: CroissantNode): readonly CroissantNode[] {
  return indexOf(document).byParent.get(parent) ?? [];
}

/** Direct children of a node, by property. */
export function under(
  document: CroissantDocument,
  parent: CroissantNode,
  role: string,
): readonly CroissantNode[] {
  return childrenOf(document, parent).filter((node) => node.role === role);
}

/** Fields of a record set and their sub-fields, not its annotations. */
export function fieldsOf(document: CroissantDocument, parent: CroissantNode): readonly CroissantNode[] {
  return childrenOf(document, parent)
    .filter(({ kind, role }) => kind === "Field" && role !== "annotation")
    .flatMap((field) => [field, ...fieldsOf(document, field)]);
}

/** Whether a field describes data and holds none. */
export function isAnnotation(node: CroissantNode): boolean {
  return node.role === "annotation" || (node.parent !== undefined && isAnnotation(node.parent));
}

/** References made by one source. */
export function pointersOf(document: CroissantDocument, from: CroissantNode): readonly Reference[] {
  return indexOf(document).byOrigin.get(from) ?? [];
}

/** Whether the Hugging Face hub wrote the document: its own pages name one git repository. */
export function isHubPage({ nodes }: CroissantDocument): boolean {
  return nodes.some(
    ({ kind, props }) =>
      kind === "FileObject" &&
      props["encodingFormat"] === "git+https" &&
      String(props["contentUrl"]).startsWith("https://huggingface.co/datasets/"),
  );
}
