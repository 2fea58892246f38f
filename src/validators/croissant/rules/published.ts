import { fault, warning } from "../../finding.ts";
import { isHubPage } from "../lookup.ts";
import type { Rule } from "../rule.ts";

/** When the dataset was published, which the Hugging Face hub never writes. */
export const published: Rule = {
  id: "published",
  about: "the date of publication is there",
  check: (document) => {
    if ("datePublished" in document.root.props) return [];
    const say = isHubPage(document) ? warning : fault;
    return [say({ path: "$" }, '"datePublished" is missing', 'add "datePublished", as 2026-01-31')];
  },
};
