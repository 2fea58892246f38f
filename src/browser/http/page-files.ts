import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../process/version.ts";

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
}

/** Sheets of style, in the order in which they come. */
const SHEETS = ["page.css", "pair.css", "gallery.css"];

/** The page, by path: its script is compiled once, from the source that the package carries too. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = join(packageRoot, "src/browser/page");
  const { build, stop } = await import("esbuild");
  const [html, built, ...sheets] = await Promise.all([
    readFile(join(folder, "page.html"), "utf8"),
    build({
      entryPoints: [join(folder, "main.ts")],
      ...{ bundle: true, write: false, format: "esm", target: "es2022", logLevel: "silent" },
      tsconfigRaw: {},
    }),
    ...SHEETS.map((name) => readFile(join(folder, name), "utf8")),
  ]);
  await stop();
  const [script] = built.outputFiles;
  return new Map([
    ["/", { type: "text/html; charset=utf-8", body: html }],
    ["/page.css", { type: "text/css; charset=utf-8", body: sheets.join("\n") }],
    ["/page.js", { type: "text/javascript; charset=utf-8", body: script?.text ?? "" }],
  ]);
}
