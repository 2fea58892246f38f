import { expect, it } from "vitest";
import { keyNames } from "../../../../src/tui/kit/keys.ts";

it("names keys that arrive in one piece one by one", () => {
  const none = Object.fromEntries(
    ["upArrow", "downArrow", "return", "escape", "ctrl", "tab", "shift"].map((name) => [name, false]),
  ) as never;
  expect(keyNames("ab é", none)).toEqual(["a", "b", "space", "é"]);
  expect(keyNames("w1\r\u0004\u007F", none)).toEqual(["w", "1", "enter", "ctrl-d", "backspace"]);
});

it("takes the wheel for the keys that move over lists, and what buttons say for nothing", () => {
  const none = { ctrl: false, shift: false } as never;
  expect(keyNames("[<65;10;5M\u001B[<65;10;5M\u001B[<64;10;5M", none)).toEqual(["down", "down", "up"]);
  expect(keyNames("[<0;10;5M\u001B[<0;10;5m", none)).toEqual([]);
});
