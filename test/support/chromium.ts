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
  const common = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
  ];
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

/** A link's box on a printed page, in points from its lower left corner. */
export interface LinkBox {
  readonly href: string;
  /** Counted from 0. */
  readonly page: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** Where the links of a PDF that {@link sheets} wrote lie: one that a page break cuts lies twice. */
export function linkBoxes(pdf: string): readonly LinkBox[] {
  const text = readFileSync(pdf, "latin1");
  const boxes = new Map<string, Omit<LinkBox, "page">>();
  for (const [, id = "", body = ""] of text.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gmu)) {
    const href = /\/URI \((.*?)\)/u.exec(body)?.[1];
    const [left, bottom, right, top] = (/\/Rect \[([^\]]*)\]/u.exec(body)?.[1] ?? "").split(" ").map(Number);
    if (
      href === undefined ||
      left === undefined ||
      bottom === undefined ||
      right === undefined ||
      top === undefined
    )
      continue;
    boxes.set(id, { href, left, bottom, right, top });
  }
  const pages = [...text.matchAll(/\/Type \/Page\n([\s\S]*?)\nendobj/gu)].map(([, body = ""]) => body);
  return pages.flatMap((body, page) => {
    const ids = (/\/Annots \[([^\]]*)\]/u.exec(body)?.[1] ?? "").matchAll(/(\d+) 0 R/gu);
    return [...ids].flatMap(([, id = ""]) => {
      const box = boxes.get(id);
      return box === undefined ? [] : [{ ...box, page }];
    });
  });
}
