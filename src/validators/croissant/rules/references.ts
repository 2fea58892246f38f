import { meant } from "../../../process/nearest.ts";
import { fault, type Remark, warning } from "../../finding.ts";
import { declared, pointersOf, recordSetOf, resolve, under } from "../lookup.ts";
import type { CroissantDocument, CroissantNode, Reference } from "../node.ts";
import type { Rule } from "../rule.ts";

const kinds: Readonly<Record<string, readonly string[]>> = {
  containedIn: ["FileObject", "FileSet"],
  fileObject: ["FileObject"],
  fileSet: ["FileSet"],
  field: ["Field"],
  recordSet: ["RecordSet"],
  key: ["Field"],
};

/** Every reference arrives, and at a node of the right kind. */
export const references: Rule = {
  id: "references",
  about: "what a reference names is declared, and of the kind that is wanted there",
  check: (document) => document.references.flatMap((one) => judged(document, one)),
};

function judged(document: CroissantDocument, reference: Reference): readonly Remark[] {
  const { role, target, from, asText } = reference;
  const found = resolve(document, reference);
  const names = kinds[role] ?? [];
  if (found === undefined) {
    const candidates = declared(document).flatMap(({ id, kind }) =>
      id !== undefined && names.includes(kind) ? [id] : [],
    );
    return [
      fault(
        reference,
        `"${target}" is declared nowhere`,
        meant(target, candidates, `declare a ${names.join(" or ")} with this id, or name one that exists`),
      ),
    ];
  }
  if (!names.includes(found.kind))
    return [
      fault(
        reference,
        `wanted a ${names.join(" or ")}, got the ${found.kind} "${target}"`,
        found.kind === "FileSet" || found.kind === "FileObject"
          ? `write "${found.kind === "FileSet" ? "fileSet" : "fileObject"}" for it`
          : `name a ${names.join(" or ")}`,
      ),
    ];
  const text = asText
    ? [
        warning(
          reference,
          `the reference "${target}" is plain text`,
          `write {"@id": "${found.id ?? target}"}`,
        ),
      ]
    : [];
  const strange =
    role === "key" && recordSetOf(found) !== from
      ? [
          fault(
            reference,
            `the key "${target}" is a field of another record set`,
            `name a field of "${from.id}"`,
          ),
        ]
      : [];
  return [...text, ...strange, ...cycle(document, reference, found)];
}

/** A file within itself, or a field that is its own source. */
function cycle(document: CroissantDocument, reference: Reference, first: CroissantNode): readonly Remark[] {
  const { role } = reference;
  if (role !== "containedIn" && !(role === "field" && reference.from.role === "source")) return [];
  const start = role === "containedIn" ? reference.from : reference.from.parent;
  const seen = new Set<CroissantNode>();
  const open = [first];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === start)
      return [
        fault(
          reference,
          `"${start.id}" comes from itself, by way of "${reference.target}"`,
          "name what it truly comes from",
        ),
      ];
    if (seen.has(node)) continue;
    seen.add(node);
    const origins = role === "containedIn" ? [node] : under(document, node, "source");
    const next = origins.flatMap((origin) => pointersOf(document, origin));
    open.push(...next.filter((one) => one.role === role).flatMap((one) => resolve(document, one) ?? []));
  }
  return [];
}
