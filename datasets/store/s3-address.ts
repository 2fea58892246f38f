import { StoreError } from "./store.ts";

/** What `s3://BUCKET/PATH` names. */
export interface S3Address {
  readonly bucket: string;
  /** May have braces and wildcards; empty for all of the bucket. */
  readonly path: string;
}

/** As AWS names buckets, and the underscores of older ones and of Google's. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/iu;

/** @throws StoreError with one line where it is no such address; one that may hold a secret is not said again */
export function parseS3(uri: string): S3Address {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/isu.exec(uri) ?? [];
  if (BUCKET.test(bucket) && !bucket.includes("..")) return { bucket, path };
  const got = bucket.includes("@") || bucket.includes(":") ? "one with a key or a port in it" : `"${uri}"`;
  throw new StoreError(
    `Cannot open a place of object storage: wanted s3://BUCKET/PATH, got ${got}; keys and addresses of servers are taken from AWS's variables`,
  );
}
