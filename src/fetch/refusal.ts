/** Why one try came to nothing. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** @throws Refusal where an answer is too long, or says that it is no image */
export function refuseHead(
  answer: { header(name: string): string | undefined; discard(): void },
  mostBytes: number,
): void {
  const type = (answer.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const length = Number(answer.header("content-length") ?? 0);
  if (length <= mostBytes && !/^(?:text|video|audio)\/|^application\/(?:json|pdf|xhtml)/u.test(type)) return;
  answer.discard();
  throw new Refusal(
    length > mostBytes
      ? `Cannot fetch: wanted at most ${mostBytes} bytes, got more`
      : "Cannot fetch: wanted an image, got another type",
  );
}

/** Why a try failed, without a host's name, and whether another one may do better. */
export function worded(cause: unknown): { readonly reason: string; readonly isFinal: boolean } {
  const all = [cause, ...(cause instanceof AggregateError ? cause.errors : [])];
  const named = (name: string) => all.some((one) => one instanceof Error && one.name === name);
  if (cause instanceof Refusal) return { reason: cause.message, isFinal: true };
  if (named("ForbiddenAddress"))
    return { reason: "Cannot fetch: its address, or one it leads to, is private or reserved", isFinal: true };
  if (named("RedirectError")) return { reason: `Cannot fetch: ${(cause as Error).message}`, isFinal: true };
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOTFOUND" || code === "ENODATA")
    return { reason: "Cannot fetch: its host has no address", isFinal: true };
  return {
    reason: `Cannot fetch: the connection failed (${code || "no reason given"})`,
    isFinal: /^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EAI_FAIL)/u.test(code),
  };
}
