import type { S3Access } from "./s3-client.ts";

/** Where the chain of credentials found some, by the SDK's names. */
const SOURCES: Readonly<Record<string, string>> = {
  CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN: "AWS_WEB_IDENTITY_TOKEN_FILE",
  CREDENTIALS_STS_ASSUME_ROLE_WEB_ID: "AWS_WEB_IDENTITY_TOKEN_FILE",
  CREDENTIALS_STS_ASSUME_ROLE: "a role of AWS's profile",
  CREDENTIALS_PROCESS: "a process of AWS's profile",
  CREDENTIALS_SSO: "a login of AWS's single sign-on",
  CREDENTIALS_SSO_LEGACY: "a login of AWS's single sign-on",
  CREDENTIALS_LOGIN: "a login of AWS's program",
  CREDENTIALS_IMDS: "the role of this machine",
  CREDENTIALS_HTTP: "the role of this container",
  CREDENTIALS_ENV_VARS: "AWS_ACCESS_KEY_ID",
};

/** What object storage is shown, by where it was taken from; never its value. */
export async function s3Credentials({ client, endpoint, isUnsigned }: S3Access): Promise<string> {
  const where = endpoint ?? `AWS, ${await client.config.region()}`;
  if (isUnsigned)
    return `none were found: requests are not signed, as public buckets take them, for ${where}`;
  const found = await client.config.credentials().catch(() => undefined);
  if (found === undefined)
    return `none for ${where}: AWS_ACCESS_KEY_ID is not set, and nothing else of AWS's chain has any`;
  const source = Object.keys(SOURCES).find((name) => found.$source?.[name] !== undefined);
  return `those of ${SOURCES[source ?? ""] ?? "AWS's shared files"}, for ${where}`;
}
