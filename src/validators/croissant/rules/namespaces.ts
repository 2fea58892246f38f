import { fault, type Remark, reference, warning } from "../../finding.ts";
import { child } from "../../json-path.ts";
import { undeclared } from "../context.ts";
import type { CroissantDocument } from "../node.ts";
import type { Rule } from "../rule.ts";
import { namespaces as spaces } from "../vocabulary.ts";

const context = '$["@context"]';

/** Prefixes and namespaces, in `@context` and wherever a key or type uses them. */
export const namespacesRule: Rule = {
  id: "namespaces",
  about: "every prefix is declared, and every namespace written as the vocabularies write it",
  check: (document) => [...declarations(document), ...uses(document)],
};

function declarations({
  context: { remote, vocab, prefixes },
  raw,
  version,
}: CroissantDocument): readonly Remark[] {
  if (raw["@context"] === undefined)
    return [
      fault({ path: context }, '"@context" is missing', "add the context of the Croissant version you write"),
    ];
  const remotes = remote.map((address) =>
    fault(
      { path: context },
      `the context "${address}" would have to be fetched`,
      "write the context out in the document",
    ),
  );
  const written = [...prefixes, ...(vocab === undefined ? [] : [["@vocab", vocab] as const])];
  const wrong = written.flatMap(([prefix, iri]) => {
    const place = { path: child(context, prefix) };
    const meant = Object.values(spaces).find((space) => other(iri) === space);
    if (meant === undefined) return [];
    if (meant !== spaces.sc || version === "1.0")
      return [fault(place, `wanted ${meant}, got ${iri}`, `write "${meant}"`)];
    return [reference(place, `${iri} is not ${meant}, the only form it knows`, `write "${meant}"`)];
  });
  const forms = new Set(
    written.map(([, iri]) => iri).filter((iri) => /^https?:\/\/schema\.org\/$/u.test(iri)),
  );
  const mixed =
    forms.size > 1
      ? [
          fault(
            { path: context },
            "schema.org is written with http and with https",
            `write ${spaces.sc} throughout`,
          ),
        ]
      : [];
  const none =
    vocab === undefined && remote.length === 0
      ? [
          warning(
            { path: context },
            '"@vocab" is missing, so that keys without a prefix mean nothing',
            `add "@vocab": "${spaces.sc}"`,
          ),
        ]
      : [];
  return [...remotes, ...wrong, ...mixed, ...none];
}

/** The same address with the other scheme. */
function other(iri: string): string {
  return iri.startsWith("https:") ? iri.replace("https:", "http:") : iri.replace("http:", "https:");
}

function uses({ nodes, context: known }: CroissantDocument): readonly Remark[] {
  return nodes.flatMap((node) => {
    const words = [...node.keys.map(({ raw }) => raw), ...node.types];
    return words.flatMap((word) => {
      const prefix = undeclared(known, word);
      if (prefix === undefined || (prefix in spaces && !node.keys.some(({ raw }) => raw === word))) return [];
      const iri = Object.entries(spaces).find(([name]) => name === prefix)?.[1];
      return [
        fault(
          { path: child(node.path, word), id: node.id },
          `the prefix "${prefix}" is not declared`,
          iri === undefined ? `declare "${prefix}" in @context` : `add "${prefix}": "${iri}" to @context`,
        ),
      ];
    });
  });
}
