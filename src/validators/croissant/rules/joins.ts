import { fault, type Remark, reference } from "../../finding.ts";
import { fieldsOf, nodeOf, pointersOf, recordSetOf, resolve, under } from "../lookup.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";

/** Records put together from several sources. */
export const joins: Rule = {
  id: "joins",
  about: "a record set that reads several sources says how they join",
  check: (document) =>
    document.nodes.filter(({ kind }) => kind === "RecordSet").flatMap((set) => judged(document, set)),
};

function judged(document: CroissantDocument, set: CroissantNode): readonly Remark[] {
  const linked = new Map<string, Set<string>>();
  const origins = new Set<string>();
  let joinCount = 0;
  const remarks: Remark[] = [];
  for (const field of fieldsOf(document, set)) {
    const from = ends(document, field, "source");
    const to = ends(document, field, "references");
    for (const one of from) origins.add(one);
    for (const a of from)
      for (const b of to) {
        if (a === b) continue;
        joinCount++;
        link(linked, a, b);
        link(linked, b, a);
        if (isFileSet(document, a) && isFileSet(document, b))
          remarks.push(
            reference(
              { path: field.path, id: field.id },
              `it fails when it joins the file set "${a}" to the file set "${b}" directly`,
              "put the texts into a record set of their own, and reference its field",
            ),
          );
      }
  }
  const [first, ...rest] = [...origins];
  const apart = first === undefined ? [] : rest.filter((one) => !reaches(linked, first, one));
  if (apart.length > 0)
    remarks.push(
      fault(
        { path: set.path, id: set.id },
        `the fields read "${first}" and "${apart.join('", "')}", and no field joins them`,
        'add "references" to the field that both have in common',
      ),
    );
  const places = new Set([...linked.keys()]).size;
  if (joinCount > 1 && places > 2)
    remarks.push(
      reference(
        { path: set.path, id: set.id },
        "it carries out only the first join of a record set",
        "put each further source into a record set of its own",
      ),
    );
  return remarks;
}

/** Files or record sets that a field's `source` or `references` lead to. */
function ends(document: CroissantDocument, field: CroissantNode, role: string): readonly string[] {
  const parts = [field, ...under(document, field, "parentField")].flatMap((one) =>
    under(document, one, role),
  );
  return parts.flatMap((part) =>
    pointersOf(document, part).flatMap((pointer) => {
      const target = resolve(document, pointer);
      const place = target?.kind === "Field" ? recordSetOf(target) : target;
      return place?.id === undefined ? [] : [place.id];
    }),
  );
}

const isFileSet = (document: CroissantDocument, id: string) => nodeOf(document, id)?.kind === "FileSet";

function link(linked: Map<string, Set<string>>, a: string, b: string): void {
  linked.set(a, (linked.get(a) ?? new Set()).add(b));
}

function reaches(linked: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const one of seen) for (const next of linked.get(one) ?? []) seen.add(next);
  return seen.has(to);
}
