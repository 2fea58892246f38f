import { fault, type Remark, warning } from "../../finding.ts";
import { child, shown } from "../../json-path.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";

/** Where files lie, and how a reader knows that they are the right ones. */
export const files: Rule = {
  id: "files",
  about: "a file has an address and a hash; a set of files lies in something",
  check: (document) =>
    document.nodes.flatMap((node) =>
      node.kind === "FileObject"
        ? [...file(document, node), ...size(node)]
        : node.kind === "FileSet"
          ? fileSet(node)
          : [],
    ),
};

const fixHash = 'add "sha256", the 64 hexadecimal digits that sha256sum prints';

function file({ root }: CroissantDocument, node: CroissantNode): readonly Remark[] {
  const { props, path, id } = node;
  const inside = "containedIn" in props;
  const live = [props["isLiveDataset"], root.props["isLiveDataset"]].some((value) => value === true);
  const address =
    "contentUrl" in props || inside
      ? []
      : [
          fault(
            { path, id },
            '"contentUrl" is missing',
            'add "contentUrl", an address or a path beside the document',
          ),
        ];
  if (!("sha256" in props))
    return inside || live || "md5" in props
      ? address
      : [...address, fault({ path, id }, "no sha256 and no md5", fixHash)];
  const value = [props["sha256"]].flat()[0];
  if (typeof value === "string" && /^[0-9a-f]{64}$/u.test(value)) return address;
  const place = { path: child(path, node.keys.find(({ name }) => name === "sha256")?.raw ?? "sha256"), id };
  if (typeof value === "string" && /^[0-9a-f]{64}$/iu.test(value))
    return [...address, warning(place, "the hash is in capitals", `write "${value.toLowerCase()}"`)];
  // A repository has no hash of its own: people write an address, a branch or a commit.
  const repository =
    [props["encodingFormat"]].flat().includes("git+https") && typeof value === "string" && value !== "";
  return [
    ...address,
    repository
      ? warning(
          place,
          "a repository has no such hash, so nothing can be verified",
          "list the files with their own hashes",
        )
      : fault(place, `wanted 64 hexadecimal digits, got ${shown(value)}`, fixHash),
  ];
}

/** A number alone: of bytes, surely, and not said. */
function size({ props, path, id }: CroissantNode): readonly Remark[] {
  const value = props["contentSize"];
  return typeof value === "string" && /^[\d.,]+$/u.test(value)
    ? [warning({ path: child(path, "contentSize"), id }, "the size has no unit", `write "${value} B"`)]
    : [];
}

function fileSet({ props, path, id }: CroissantNode): readonly Remark[] {
  return "containedIn" in props
    ? []
    : [
        warning(
          { path, id },
          "nothing says where the files lie",
          'add "containedIn", with the archive or repository they are in',
        ),
      ];
}
