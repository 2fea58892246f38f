import { userInfo } from "node:os";

/** Who runs this: a container's user need not have a name. */
export function userName(env: NodeJS.ProcessEnv = process.env): string {
  try {
    return userInfo().username;
  } catch {
    return env["USER"] || env["LOGNAME"] || `user-${process.getuid?.() ?? "unknown"}`;
  }
}
