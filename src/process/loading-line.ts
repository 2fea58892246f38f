/** Takes away the line that says that the program is loading, if one stands there. @returns what to write for that */
export function loadedLine(env: NodeJS.ProcessEnv = process.env): string {
  if (env["SLUICE_LOADING"] === undefined) return "";
  delete env["SLUICE_LOADING"];
  return "\r\u001B[2K";
}
