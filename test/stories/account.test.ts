import { expect, it } from "vitest";
import { start } from "../support/cli.ts";

/** Stands in for a container that runs Sluice under a number which no account has. */
const nobody = `--import=data:text/javascript,${encodeURIComponent(
  'import os from "node:os"; import { syncBuiltinESMExports } from "node:module"; os.userInfo = () => { throw new Error("uv_os_get_passwd returned ENOENT"); }; syncBuiltinESMExports();',
)}`;

it("is the environment's name for whom the machine has no account", async () => {
  const env = { NODE_OPTIONS: nobody, USER: "carol" };
  const { code, stdout, stderr } = await start(["gate", "init", "--help"], { env }).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain('(default: "carol")');
});
