import { UNSIGNED } from "./s3-client.ts";

/** What of an answer of object storage is looked at; its own words may hold a key or what was signed, and are not. */
export interface S3Failure {
  /** Of HTTP; `undefined` where nobody answered. */
  readonly status: number | undefined;
  /** By AWS's names. */
  readonly code: string;
  readonly header: (name: string) => string | undefined;
}

/** What the SDK threw, where it is an answer or says that there is nobody to ask as; else `undefined`. */
export function s3Failure(cause: unknown): S3Failure | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { $metadata, $response } = cause as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: {
      readonly statusCode?: number;
      readonly headers?: Readonly<Record<string, string>>;
    };
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status === undefined && !NOBODY.test(cause.name)) return undefined;
  const code = /^[\w.]{1,60}$/u.test(cause.name) ? cause.name : "";
  return { status, code, header: (name) => $response?.headers?.[name] };
}

const NOBODY = /^(?:CredentialsProviderError|TokenProviderError|ProviderError)$/u;

const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"]);
const UNKNOWN = new Set(["InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "AuthFailure"]);
const ELSEWHERE = new Set([
  "PermanentRedirect",
  "TemporaryRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);

/** Why object storage refuses, and what to do, in words without a secret. */
export function s3Refusal({ status, code, header }: S3Failure): string {
  const said = code === "" || /^(?:\d+|Error|UnknownError|Unknown)$/u.test(code) ? `${status}` : code;
  if (status === undefined)
    return "there are no credentials, or they have run out; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or log in again";
  if (status < 300) return "its answer is none of S3; check AWS_ENDPOINT_URL";
  if (EXPIRED.has(code)) return `its credentials have expired (${said}); get new ones`;
  if (UNKNOWN.has(code))
    return `it does not take these credentials (${said}); check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN`;
  if (ELSEWHERE.has(code) || status === 301 || status === 307) {
    const region = /^[a-z0-9-]{2,40}$/u.exec(header("x-amz-bucket-region") ?? "")?.[0];
    return `its bucket is in another region${region === undefined ? "" : `, ${region}`} (${said}); set AWS_REGION to that`;
  }
  if (code === "NoSuchBucket") return "there is no such bucket";
  if (code === "RequestTimeTooSkewed") return "the clock of this machine is wrong (RequestTimeTooSkewed)";
  if (code === "InvalidObjectState") return "it is archived (InvalidObjectState); restore it first";
  if (status === 404) return "no such file";
  if ((status === 401 || status === 403) && header(UNSIGNED) !== undefined)
    return `it refuses it (${said}) to who has no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or log in`;
  if (status === 401 || status === 403)
    return `it refuses it (${said}); check that these credentials may list and read the bucket`;
  return `it answered ${said === `${status}` ? status : `${status} (${said})`}`;
}
