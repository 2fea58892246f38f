import { like, many, one, optional, required, type Schema, type Shape, text, truth } from "./terms.ts";

/** A quantity and its unit, as schema.org writes sizes. */
const size = like(
  "^[0-9]+([.,][0-9]+)* ?([kKMGTP]?i?B)?$",
  'text such as "10240 B"',
  'write the number and its unit as text: "10240 B"',
);

const mediaType = like(
  "^([\\w.+-]+/[\\w.+-]+( *;.*)?|git\\+https|https?://\\S+)$",
  "a media type, or the page of a format",
  'write a media type such as "image/jpeg", "application/x-tar" or "git+https"',
);

const glob: Schema = {
  type: "string",
  pattern: "\\S",
  want: "a glob",
  fix: 'write a pattern such as "*.jpg"',
};

const shared: Shape = {
  name: optional(one(text)),
  description: optional(one(text)),
  contentSize: optional(one(size)),
  encodingFormat: required(many(mediaType), 'add "encodingFormat", the media type of the files'),
};

/** One file. Where it lies and its hash depend on each other: rules/files.ts. */
export const fileObject: Shape = {
  ...shared,
  contentUrl: optional(one(like("^\\S+$", "an address or a relative path", "write it without spaces"))),
  md5: optional(
    one(
      like(
        "^([0-9a-fA-F]{32}|[A-Za-z0-9+/]{22}==)$",
        "32 hexadecimal digits, or the same in base64",
        "write the file's MD5, or its sha256 instead",
      ),
    ),
  ),
  isLiveDataset: optional(one(truth)),
};

/** Many files in a container. */
export const fileSet: Shape = {
  ...shared,
  containedIn: optional({}),
  includes: required(many(glob), 'add "includes", a pattern such as "*.jpg"'),
  excludes: optional(many(glob)),
};
