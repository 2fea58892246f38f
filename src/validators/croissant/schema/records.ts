import { fileProperties } from "../vocabulary.ts";
import { like, many, one, optional, type Schema, type Shape, text, truth } from "./terms.ts";

const string = like("\\S", "text", "write a non-empty string");
const types: Schema = {
  anyOf: [
    { type: "string", pattern: "\\S" },
    { type: "object", required: ["@id"] },
  ],
  want: "the name of a type",
  fix: 'write "sc:Text" or another type',
};

/** Records of one kind. Its inline data is checked against its fields: rules/inline-data.ts. */
export const recordSet: Shape = {
  name: optional(one(text)),
  description: optional(one(text)),
  dataType: optional(many(types)),
};

/** A column. */
export const field: Shape = {
  name: optional(one(text)),
  description: optional(one(text)),
  dataType: optional(many(types)),
  isArray: optional(one(truth)),
  repeated: optional(one(truth)),
  arrayShape: optional(
    one(
      like(
        "^ *-?[0-9]+ *(, *-?[0-9]+ *)*$",
        "sizes with commas between",
        'write the sizes as text, -1 where one varies: "-1, 512"',
      ),
    ),
  ),
  equivalentProperty: optional(many(types)),
};

/** Where values come from within a file. */
export const extract: Shape = {
  column: optional(one(string)),
  jsonPath: optional(one(string)),
  fileProperty: optional(
    one({
      enum: [...fileProperties],
      want: `one of ${fileProperties.join(", ")}`,
      fix: 'write "content" for the bytes, "filename" for the name',
    }),
  ),
};

/** One step on the way from a file to a value. */
export const transform: Shape = {
  regex: optional(one(string)),
  jsonPath: optional(one(string)),
  separator: optional(one({ type: "string", minLength: 1, want: "text", fix: 'write "," or the like' })),
  replace: optional(one(like("^[^/]+/[^/]*$", "what to replace and its replacement", 'write "old/new"'))),
  format: optional(one(string)),
  readLines: optional(one(truth)),
  unArchive: optional(one(truth)),
};

/** A field's or a file set's source; what it points to is a matter of references. */
export const source: Shape = {
  format: optional(one(string)),
  samplingRate: optional(one({ type: "number", want: "a number", fix: "write it without quotes" })),
};
