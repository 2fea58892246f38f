import { expect, it, vi } from "vitest";
import { userName } from "../../src/user-name.ts";

vi.mock("node:os", async (real) => ({
  ...(await real<typeof import("node:os")>()),
  userInfo: () => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  },
}));

it("names who has no entry among the machine's users, as in a container", () => {
  expect(userName({ USER: "ann" })).toBe("ann");
  expect(userName({})).toMatch(/^user-\d+$|^user-unknown$/u);
});
