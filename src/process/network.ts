import type { RunEvent } from "./events.ts";

type Copying = Omit<Extract<RunEvent, { readonly type: "transfer" }>, "type">;
type Traffic = Omit<Extract<RunEvent, { readonly type: "traffic" }>, "type">;

/** Milliseconds between two words of what went over the network. */
const SAID_EVERY = 500;

/** Who hears of the network, and what was counted when they began, or were last the only one to hear. */
interface Hearer {
  readonly listener: (event: RunEvent) => void;
  before: Traffic;
  said: number;
}

/** The last to come hears alone: the others show nothing meanwhile. */
const hearers: Hearer[] = [];
let counted = (): Traffic => ({ bytes: 0, sent: 0, requests: 0, retries: 0 });

/**
 * Hears of the network, whoever asks it: of files of a dataset that are copied before they are read, and again and again
 * of what went over it since, also where no pair gets done; nothing while somebody else does who came later.
 * @returns what ends that, after a last word
 */
export function hearNetwork(listener: (event: RunEvent) => void): () => void {
  const own: Hearer = { listener, before: counted(), said: 0 };
  hearers.push(own);
  const say = () => {
    if (hearers.at(-1) !== own) return;
    const { before } = own;
    const now = counted();
    const requests = now.requests - before.requests;
    const [bytes, sent] = [now.bytes - before.bytes, now.sent - before.sent];
    const retries = now.retries - before.retries;
    if (requests + bytes + sent + retries === own.said) return;
    own.said = requests + bytes + sent + retries;
    listener({ type: "traffic", bytes, sent, requests, retries });
  };
  const saying = setInterval(say, SAID_EVERY);
  saying.unref();
  return () => {
    clearInterval(saying);
    say();
    const at = hearers.indexOf(own);
    if (at < 0) return;
    const wasLast = at === hearers.length - 1;
    hearers.splice(at, 1);
    const next = hearers.at(-1);
    // What was said is not said again.
    if (wasLast && next !== undefined) Object.assign(next, { before: counted(), said: 0 });
  };
}

/** Says how far such copying is. */
export function sayCopying(copying: Copying): void {
  hearers.at(-1)?.listener({ type: "transfer", ...copying });
}

/** Says who counts what goes over the network: nobody does until something was opened that may lie there. */
export function trafficBy(counts: () => Traffic): void {
  counted = counts;
}
