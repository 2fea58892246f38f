import { expect, it } from "vitest";
import { keyNames } from "../../../../src/tui/kit/keys.ts";

it("names keys that arrive in one piece one by one", () => {
  const none = Object.fromEntries(
    ["upArrow", "downArrow", "return", "escape", "ctrl", "tab", "shift"].map((name) => [name, false]),
  ) as never;
  expect(keyNames("ab é", none)).toEqual(["a", "b", "space", "é"]);
  expect(keyNames("w1\r\u0004\u007F", none)).toEqual(["w", "1", "enter", "ctrl-d", "backspace"]);
});
