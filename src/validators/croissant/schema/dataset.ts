import { raiProperties } from "../vocabulary.ts";
import {
  date,
  like,
  many,
  one,
  optional,
  required,
  type Schema,
  type Shape,
  text,
  truth,
  url,
} from "./terms.ts";

const agent: Schema = {
  type: "object",
  anyOf: [{ required: ["name"] }, { required: ["sc:name"] }, { required: ["@id"] }],
  want: "a person or an organisation, with a name",
  fix: 'write {"@type": "sc:Organization", "name": "…"}',
};

/** A moment, or an interval of two with a slash. */
const time: Schema = {
  anyOf: [
    ...(date["anyOf"] as readonly Schema[]),
    { type: "string", pattern: "^[0-9]{4}-[0-9T:.Z+-]+/[0-9]{4}-[0-9T:.Z+-]+$" },
  ],
  want: "ISO 8601 dates",
  fix: "write the start and the end as 2026-01-31T00:00:00Z",
};

const license: Schema = {
  anyOf: [
    { type: "string", pattern: "\\S" },
    { type: "object", anyOf: [{ required: ["url"] }, { required: ["name"] }, { required: ["@id"] }] },
  ],
  want: "an address, an identifier or a CreativeWork with a url",
  fix: "write https://spdx.org/licenses/CC-BY-4.0.html or the like",
};

const raiText: Schema = { ...text, want: "text" };

/** What a dataset's own properties hold; lists of other nodes are checked where those nodes are. */
export const dataset: Shape = {
  name: required(one(text), 'add "name", the dataset\'s name'),
  description: required(one(text), 'add "description", what the dataset is'),
  url: required(one(url), 'add "url", the dataset\'s page'),
  license: required(many(license), 'add "license", the address of the licence the data is under'),
  creator: required(many(agent), 'add "creator", a person or organisation with a name'),
  datePublished: required(one(date), 'add "datePublished", as 2026-01-31'),
  distribution: required({}, 'add "distribution", the list of files'),
  dateCreated: optional(one(date)),
  dateModified: optional(one(date)),
  publisher: optional(many(agent)),
  // A list of none says that there are none.
  keywords: optional({
    ...many(text),
    anyOf: [...(many(text)["anyOf"] as readonly Schema[]), { type: "array", maxItems: 0 }],
  }),
  inLanguage: optional(many({ ...text, want: "language tags", fix: 'write ["en"]' })),
  sameAs: optional(many(url)),
  sdLicense: optional(many(license)),
  citeAs: optional(one(text)),
  isLiveDataset: optional(one(truth)),
  version: optional(
    one({
      anyOf: [{ type: "string", pattern: "\\S" }, { type: "number" }],
      want: "text",
      fix: 'write "1.0.0"',
    }),
  ),
  sdVersion: optional(one(like("\\S", "text", 'write "1.0.0"'))),
  ...Object.fromEntries(
    [...raiProperties].map(([name, { many: often, type }]) => {
      const value = type === "time" ? time : type === "boolean" ? truth : raiText;
      return [`rai:${name}`, optional(often ? many(value) : one(value))];
    }),
  ),
};
