/** The program as it runs where no bundle can be kept: each file compiles when it loads. */
import { main } from "../src/cli/main.ts";

process.exitCode = await main(process.argv.slice(2));
