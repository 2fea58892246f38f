import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What no output and no file may hold. */
export const SECRET = "aSecretKeyThatIsGreppedFor";

/** A server that answers as object storage would, or as it would not. */
export interface S3Liar {
  readonly url: string;
  readonly requests: string[];
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void;
  close(): Promise<void>;
}

/** Refuses everything until it is told another answer. */
export async function startS3Liar(): Promise<S3Liar> {
  const server = createServer((request, response) => {
    const number = liar.requests.push(`${request.method} ${request.url}`);
    liar.answer(request, response, number);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const liar: S3Liar = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: refusing(403, "AccessDenied"),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return liar;
}

/** An environment that leads to it, with secrets of its own and no other credentials of this machine. */
export function liarEnv({ url }: S3Liar): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: `AKIA${SECRET}`,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: SECRET,
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/** An error as S3 writes it; its words tell what nobody may repeat. */
export function refusing(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): S3Liar["answer"] {
  return (request, response) => {
    response.writeHead(status, { "content-type": "application/xml", ...headers });
    const words = `said of ${SECRET} and of the session token`;
    response.end(
      request.method === "HEAD"
        ? undefined
        : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${words}</Message><AWSAccessKeyId>aSecretKeyThatIsGreppedFor</AWSAccessKeyId></Error>`,
    );
  };
}

/** A page of a listing. */
export function listing(
  keys: readonly (readonly [key: string, size: number, etag: string])[],
  next?: string,
): string {
  const entries = keys.map(
    ([key, size, etag]) =>
      `<Contents><Key>${key}</Key><Size>${size}</Size><ETag>&quot;${etag}&quot;</ETag></Contents>`,
  );
  const more = next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${more}${entries.join("")}</ListBucketResult>`;
}
