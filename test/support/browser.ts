import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { chromium } from "./chromium.ts";

type Result = Readonly<Record<string, unknown>>;

/** A page in a headless Chromium, driven as a person drives it. */
export interface Page {
  goto(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<T = unknown>(expression: string): Promise<T>;
  /** Resolves once an expression holds. @throws Error with the page's words */
  until(expression: string): Promise<void>;
  /** Presses a key and lets it go; nothing is waited for. */
  key(key: string, text?: string): Promise<void>;
  /** Resolves once what stands in the page now is on the screen, the page has said so, and what follows is drawn. */
  painted(): Promise<void>;
  /** PNG of what is on the screen. */
  screenshot(): Promise<Buffer>;
  /** @param scale pixels of the screen per pixel of the page */
  size(width: number, height: number, scale?: number): Promise<void>;
  /** What the person prefers. */
  scheme(scheme: "light" | "dark"): Promise<void>;
  /** Lies behind another page, or in front. */
  front(): Promise<void>;
  close(): Promise<void>;
}

export interface Browser {
  page(): Promise<Page>;
  close(): Promise<void>;
}

/** Starts one; it speaks the DevTools protocol over a pipe. */
export function openBrowser(): Browser {
  const profile = mkdtempSync(join(tmpdir(), "sluice-browser-"));
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    // A container's own shared memory may be too small for a page.
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
  ];
  const child: ChildProcess = spawn(chromium ?? "", [...flags, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    detached: true,
  });
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  let last = 0;
  let rest = "";
  const open = new Map<number, (answer: { result?: Result; error?: { message: string } }) => void>();
  output.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const message = JSON.parse(part) as { id?: number; result?: Result; error?: { message: string } };
      if (message.id !== undefined) open.get(message.id)?.(message);
    }
  });
  const send = (method: string, params: object = {}, sessionId?: string): Promise<Result> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      open.set(id, ({ result, error }) => {
        open.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  return {
    async page() {
      const { targetId } = await send("Target.createTarget", { url: "about:blank", newWindow: true });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const tell = (method: string, params: object = {}) => send(method, params, String(sessionId));
      await tell("Page.enable");
      const evaluate = async <T>(expression: string): Promise<T> => {
        const answer = await tell("Runtime.evaluate", {
          expression,
          awaitPromise: true,
          returnByValue: true,
        });
        if (answer["exceptionDetails"] !== undefined)
          throw new Error(JSON.stringify(answer["exceptionDetails"]));
        return (answer["result"] as { value: T }).value;
      };
      const until = async (expression: string): Promise<void> => {
        const deadline = Date.now() + 240_000;
        while (!(await evaluate<boolean>(expression).catch(() => false))) {
          if (Date.now() > deadline)
            throw new Error(`never: ${expression}\n${await evaluate<string>("document.body.innerText")}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      return {
        evaluate,
        until,
        async painted() {
          const frame = "await new Promise(requestAnimationFrame);";
          // What the page said has been answered by the time that the server answers anything later.
          const heard = "await fetch('/page.css').then((it) => it.text(), () => {});";
          await evaluate(`(async () => { ${frame.repeat(4)} ${heard} ${frame.repeat(4)} })()`);
        },
        async goto(url) {
          await tell("Page.navigate", { url });
          await until("document.readyState === 'complete'");
        },
        // Without its text Enter presses no button.
        async key(key, text = [...key].length === 1 ? key : key === "Enter" ? "\r" : undefined) {
          const codes: Record<string, number> = {
            Enter: 13,
            Escape: 27,
            Backspace: 8,
            ArrowRight: 39,
            ArrowDown: 40,
            Tab: 9,
          };
          const code = { key, ...(text && { text }), windowsVirtualKeyCode: codes[key] ?? 0 };
          await tell("Input.dispatchKeyEvent", { type: "keyDown", ...code });
          await tell("Input.dispatchKeyEvent", { type: "keyUp", key });
        },
        async screenshot() {
          const { data } = await tell("Page.captureScreenshot", { format: "png" });
          return Buffer.from(String(data), "base64");
        },
        async size(width, height, scale = 1) {
          const metrics = { width, height, deviceScaleFactor: scale, mobile: width < 600 };
          await tell("Emulation.setDeviceMetricsOverride", metrics);
        },
        async scheme(value) {
          const features = [{ name: "prefers-color-scheme", value }];
          await tell("Emulation.setEmulatedMedia", { features });
        },
        front: async () => void (await tell("Page.bringToFront")),
        close: async () => void (await send("Target.closeTarget", { targetId })),
      };
    },
    async close() {
      const gone = new Promise((resolve) => child.on("exit", resolve));
      // With all that it started.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await gone;
      input.destroy();
      output.destroy();
      rmSync(profile, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
    },
  };
}
