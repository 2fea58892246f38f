import { Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-s3";
import { openWeb, type WebAnswer, type WebRequest } from "./web.ts";

/** A connection to object storage: as AWS's own programs are told where it is and who asks. */
export interface S3Access {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
  /** Its host, where it is another one than AWS. */
  readonly endpoint: string | undefined;
  /** Whether nobody's credentials were found, so that requests are not signed, as public buckets take them. */
  readonly isUnsigned: boolean;
}

/** What an answer to a request that was not signed is marked with, for who words a refusal. */
export const UNSIGNED = "x-sluice-unsigned";

/** It would warn in lines of its own, on standard error; what goes wrong is said by who asked. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The most bytes of an answer that is no part of an object: a page of a listing has a thousand names. */
const MOST_XML = 16 * 2 ** 20;

/** A request as the SDK signs it. */
interface Signed {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/**
 * Follows AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL and the chain of credentials; the SDK is loaded here, once somebody
 * wants it. Redirects are not followed, and tries again are the caller's.
 */
export async function s3Access(): Promise<S3Access> {
  const { env } = process;
  // It tells of Node's age on standard error; the version is pinned.
  env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const sdk = await import("@aws-sdk/client-s3");
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  // Files of settings may name an endpoint and a region, too.
  const { config: told } = new sdk.S3Client({ logger: silent, ...(region && { region }) });
  const endpoint =
    env["AWS_ENDPOINT_URL_S3"] ||
    env["AWS_ENDPOINT_URL"] ||
    (await told.serviceConfiguredEndpoint?.().catch(() => undefined));
  const isUnsigned = await isNobody(told);
  const config = {
    logger: silent,
    maxAttempts: 1,
    ...(endpoint && { endpoint }),
    ...(isUnsigned && { credentials: nobody, signer: { sign: async (request: unknown) => request } }),
    region: (await told.region().catch(() => undefined)) ?? "us-east-1",
    // MinIO and most others answer to paths; at AWS the bucket is the host.
    forcePathStyle: Boolean(endpoint),
    // Checksums in trailers are AWS's alone.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    expectContinueHeader: false,
    requestHandler: handler(isUnsigned),
  };
  return {
    sdk,
    client: new sdk.S3Client(config),
    endpoint: endpoint ? hostOf(endpoint) : undefined,
    isUnsigned,
  };
}

/** Whether nobody is named to ask as. Who is named and cannot be had is a mistake, and is said. */
async function isNobody({ credentials }: Sdk.S3Client["config"]): Promise<boolean> {
  const named = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"];
  if (named.some((name) => process.env[name])) return false;
  const failure = await credentials().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return failure instanceof Error && /from any providers/u.test(failure.message);
}

async function nobody() {
  return { accessKeyId: "", secretAccessKey: "" };
}

/** Of an address that may hold a password. */
function hostOf(endpoint: string): string {
  try {
    return new URL(endpoint).host;
  } catch {
    return "AWS_ENDPOINT_URL";
  }
}

/** The SDK asks by the one door to HTTP. */
function handler(isUnsigned: boolean) {
  const web = openWeb();
  return {
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => undefined,
    destroy: () => web.close(),
    async handle(signed: Signed, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) {
      const answer = await web.ask(urlOf(signed), {
        method: signed.method as NonNullable<WebRequest["method"]>,
        headers: signed.headers,
        signal: abortSignal,
        ...(signed.body === undefined || signed.method === "GET" || signed.method === "HEAD"
          ? {}
          : { body: signed.body }),
      });
      const most = signed.headers["range"] === undefined ? MOST_XML : Number.POSITIVE_INFINITY;
      const marked = { ...answer.headers, ...(isUnsigned && { [UNSIGNED]: "1" }) };
      return { response: { statusCode: answer.status, headers: marked, body: read(answer, most) } };
    },
  };
}

function urlOf({ protocol, hostname, port, path, query }: Signed): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  url.search = Object.keys(query)
    .sort()
    .flatMap((name) =>
      [query[name] ?? ""].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    )
    .join("&")
    .replaceAll(/[!'()*]/gu, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return url;
}

function read(answer: WebAnswer, most: number): Readable {
  const limited = async function* () {
    let bytes = 0;
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes > most) throw new Error(`its answer is longer than ${most} bytes`);
      yield chunk;
    }
  };
  // Whoever reads none of it never enters the generator.
  return Readable.from(limited(), { objectMode: false }).once("close", () => answer.discard());
}
