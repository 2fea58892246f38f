import { createHash } from "node:crypto";
import { deviceWish } from "./device-wish.ts";
import { loadElsewhere, type Session } from "./session.ts";
import type { SessionHost } from "./session-host.ts";

/**
 * From here on this process loads its networks in a host that it shares with others, and sends what is to be run
 * there; only what the host would run on the CPU for want of a better device stays here, where there is a core for it.
 * @param host one whose `run` survives that it is replaced
 */
export function shareSessions(host: Omit<SessionHost, "close">): void {
  loadElsewhere(async (network, warmUp, { device, rowsApart = false }, name) => {
    const key = typeof network === "string" ? network : createHash("sha256").update(network).digest("hex");
    const first = typeof warmUp === "function" ? null : warmUp;
    const opened = await host.open({ network, key, name, device, warmUp: first, rowsApart });
    if (opened.device === "cpu" && deviceWish(device).device !== "cpu") return null;
    const session: Session = {
      ...opened,
      run: (feeds) => host.run(opened.id, feeds),
      bind() {
        throw new Error(`Cannot bind buffers of "${name}": another process runs it`);
      },
      close: async () => {},
    };
    if (typeof warmUp === "function") {
      const feeds = warmUp(session);
      if (feeds !== null) await session.run(feeds);
    }
    return session;
  });
}
