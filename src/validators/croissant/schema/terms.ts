/** A JSON Schema with what a person should write, in words. */
export interface Schema {
  /** Ends "wanted …". */
  readonly want?: string;
  /** What to do about it. */
  readonly fix?: string;
  readonly [keyword: string]: unknown;
}

/** A property's schema, and whether the node cannot do without it. */
export interface Property {
  readonly schema: Schema;
  readonly required?: string;
}

/** The shape of one kind of node: its own properties only, for other nodes are checked by themselves. */
export type Shape = Readonly<Record<string, Property>>;

const words = { type: "string", pattern: "\\S" } as const;

/** A string, or strings by language. */
export const text: Schema = {
  anyOf: [
    words,
    {
      type: "object",
      minProperties: 1,
      propertyNames: { pattern: "^[@A-Za-z]" },
      additionalProperties: words,
    },
    { type: "array", items: { type: "object", required: ["@value"] }, minItems: 1 },
  ],
  want: "text",
  fix: "write a non-empty string",
};

/** An absolute web address, as text or as a node. */
export const url: Schema = {
  anyOf: [
    { type: "string", format: "uri" },
    { type: "object", required: ["@id"] },
  ],
  want: "an absolute address",
  fix: "write it with its scheme, as https://example.org/",
};

export const truth: Schema = {
  anyOf: [{ type: "boolean" }, { enum: ["true", "false", "True", "False"] }],
  want: "true or false",
  fix: "write true or false, without quotes",
};

/** An ISO 8601 date, with or without a time. */
export const date: Schema = {
  anyOf: [
    { type: "string", format: "date" },
    { type: "string", format: "iso-date-time" },
    { type: "string", pattern: "^[0-9]{4}(-(0[1-9]|1[0-2]))?$" },
    { type: "object", required: ["@value"] },
  ],
  want: "an ISO 8601 date",
  fix: "write it as 2026-01-31",
};

/** Text that matches a pattern. */
export const like = (pattern: string, want: string, fix: string): Schema => ({
  type: "string",
  pattern,
  want,
  fix,
});

/** One value; a list of one is the same in JSON-LD. */
export const one = (schema: Schema): Schema => ({
  ...(schema.want === undefined ? {} : { want: `one value, ${schema.want}` }),
  ...(schema.fix === undefined ? {} : { fix: schema.fix }),
  anyOf: [bare(schema), { type: "array", items: bare(schema), minItems: 1, maxItems: 1 }],
});

/** One value or a list of them. */
export const many = (schema: Schema): Schema => ({
  ...(schema.want === undefined ? {} : { want: `${schema.want}, or a list` }),
  ...(schema.fix === undefined ? {} : { fix: schema.fix }),
  anyOf: [bare(schema), { type: "array", items: bare(schema), minItems: 1 }],
});

function bare({ want: _want, fix: _fix, ...schema }: Schema): Schema {
  return schema;
}

/** A property that may be absent. */
export const optional = (schema: Schema): Property => ({ schema });

/** A property that must be there, and how to add it. */
export const required = (schema: Schema, add: string): Property => ({ schema, required: add });
