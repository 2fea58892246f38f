import { isPassing, pause, pauseBefore, TRIES } from "./patience.ts";
import { type S3Failure, s3Failure, s3Refusal } from "./s3-refusal.ts";
import { StoreError } from "./store.ts";
import { count } from "./traffic.ts";

/** What object storage said no to: some callers ask for that no. */
export class S3Refused extends StoreError {
  readonly failure: S3Failure;
  /** How often it was asked before, in vain. */
  readonly retries: number;
  constructor(message: string, failure: S3Failure, retries: number) {
    super(message);
    this.failure = failure;
    this.retries = retries;
  }
}

/**
 * Asks until there is an answer that is final. @param doing what a failure says, as in `Cannot list "s3://b"`
 * @throws S3Refused, StoreError in one line without a secret
 */
export async function asked<T>(doing: string, call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let retries = 0; ; ) {
    signal?.throwIfAborted();
    count("requests");
    let failure: S3Failure | undefined;
    let reason: string;
    try {
      return await call();
    } catch (cause) {
      signal?.throwIfAborted();
      failure = s3Failure(cause);
      reason = failure === undefined ? unreached(cause) : s3Refusal(failure);
      if (failure !== undefined && !isPassing(failure.status ?? 0) && !isCrossing(failure))
        throw new S3Refused(`${doing}: ${reason}`, failure, retries);
      if (failure === undefined && isFinal(cause)) retries = TRIES;
    }
    if (++retries >= TRIES) throw new StoreError(`${doing}: ${reason}`);
    count("retries");
    await pause(pauseBefore(retries, failure), signal);
  }
}

/** Two conditional writes met: whoever is told so asks again, and is then told who won. */
function isCrossing({ status, code }: S3Failure): boolean {
  return status === 409 && code === "ConditionalRequestConflict";
}

/** Why nobody answered. What the SDK says of an address may hold the password in it. */
export function unreached(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why = /^[A-Z][A-Z0-9_]{2,40}$/u.test(code)
    ? `it cannot be reached (${code})`
    : "nobody answers as S3";
  return `${why}; check the network and AWS_ENDPOINT_URL`;
}

function isFinal(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "none";
  return /^(?:none|ENOTFOUND|ERR_INVALID|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u.test(code);
}
