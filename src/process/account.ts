import { userInfo } from "node:os";

/** Name of the account that runs this; a container may run it under a number that no account has. */
export function accountName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return env["USER"] || env["LOGNAME"] || `user-${process.getuid?.()}`;
  }
}

/** Who judges, votes and answers where no flag says so. */
export function reviewerName(env: NodeJS.ProcessEnv): string {
  return env["SLUICE_REVIEWER"] || accountName(env);
}
