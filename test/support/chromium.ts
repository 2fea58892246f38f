import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A headless Chromium of the machine, by name; null where there is none. CI installs one. */
export const chromium: string | null = (() => {
  const names = ["chromium-headless-shell", "chromium"];
  const found = names.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
  if (found === undefined && process.env["CI"])
    throw new Error("CI wants chromium-headless-shell: .ci/run installs it");
  return found ?? null;
})();

function browse(page: string, ...flags: readonly string[]): void {
  const common = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"];
  execFileSync(chromium ?? "", [...common, ...flags, `file://${page}`], {
    stdio: "ignore",
    timeout: 120_000,
  });
}

/** Draws a page as a person sees it. */
export function screenshot(page: string, to: string, width: number, height: number): void {
  browse(page, `--window-size=${width},${height}`, `--screenshot=${to}`);
}

/** Prints a page. @returns how many sheets it takes */
export function sheets(page: string, to: string): number {
  browse(page, "--no-pdf-header-footer", `--print-to-pdf=${to}`);
  return readFileSync(to, "latin1").match(/\/Type \/Page\n/gu)?.length ?? 0;
}
