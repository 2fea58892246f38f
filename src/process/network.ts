import type { RunEvent } from "./events.ts";

type Copying = Omit<Extract<RunEvent, { readonly type: "transfer" }>, "type">;
type Traffic = Omit<Extract<RunEvent, { readonly type: "traffic" }>, "type">;

/** Milliseconds between two words of what went over the network. */
const SAID_EVERY = 500;

const listeners = new Set<(event: RunEvent) => void>();
let counted = (): Traffic => ({ bytes: 0, sent: 0, requests: 0, retries: 0 });

/**
 * Hears of the network, whoever asks it: of files of a dataset that are copied before they are read, and again and again
 * of what went over it since, also where no pair gets done. @returns what ends that, after a last word
 */
export function hearNetwork(listener: (event: RunEvent) => void): () => void {
  listeners.add(listener);
  const before = counted();
  let said = 0;
  const say = () => {
    const now = counted();
    const requests = now.requests - before.requests;
    const [bytes, sent] = [now.bytes - before.bytes, now.sent - before.sent];
    const retries = now.retries - before.retries;
    if (requests + bytes + sent + retries === said) return;
    said = requests + bytes + sent + retries;
    listener({ type: "traffic", bytes, sent, requests, retries });
  };
  const saying = setInterval(say, SAID_EVERY);
  saying.unref();
  return () => {
    clearInterval(saying);
    listeners.delete(listener);
    say();
  };
}

/** Says how far such copying is. */
export function sayCopying(copying: Copying): void {
  for (const listener of listeners) listener({ type: "transfer", ...copying });
}

/** Says who counts what goes over the network: nobody does until something was opened that may lie there. */
export function trafficBy(counts: () => Traffic): void {
  counted = counts;
}
