import { createRequire } from "node:module";
import { thorough } from "./thorough.ts";

/** Stands for the package in tests: it draws the same each time, but for `npm run tests:thorough`, which looks further. */
const fc: typeof import("fast-check") = createRequire(import.meta.url)("fast-check");
if (!thorough) fc.configureGlobal({ seed: 1 });

// biome-ignore lint/style/noDefaultExport: the package that it stands for has one
export default fc;
