import type { CroissantDocument, CroissantNode, Reference } from "./node.ts";

const targets = new Set(["FileObject", "FileSet", "RecordSet", "Field"]);

/** Nodes that others can name. */
export function declared({ nodes }: CroissantDocument): readonly CroissantNode[] {
  return nodes.filter(({ kind }) => targets.has(kind));
}

/** The node a reference names: by id, or, where it is text, also by a field's name within its record set. */
export function resolve(document: CroissantDocument, reference: Reference): CroissantNode | undefined {
  const { target, from, asText } = reference;
  const nodes = declared(document);
  const exact = nodes.find(({ id }) => id === target);
  if (exact || !asText) return exact;
  return nodes.find(({ id, kind, props }) =>
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

/** Direct children of a node, by property. */
export function under(
  { nodes }: CroissantDocument,
  parent: CroissantNode,
  role: string,
): readonly CroissantNode[] {
  return nodes.filter((node) => node.parent === parent && node.role === role);
}

/** Fields of a record set and their sub-fields, not its annotations. */
export function fieldsOf(document: CroissantDocument, recordSet: CroissantNode): readonly CroissantNode[] {
  return document.nodes.filter(
    (node) => node.kind === "Field" && recordSetOf(node) === recordSet && !isAnnotation(node),
  );
}

/** Whether a field describes data and holds none. */
export function isAnnotation(node: CroissantNode): boolean {
  return node.role === "annotation" || (node.parent !== undefined && isAnnotation(node.parent));
}

/** References made by one source. */
export function pointersOf({ references }: CroissantDocument, from: CroissantNode): readonly Reference[] {
  return references.filter((reference) => reference.from === from);
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
