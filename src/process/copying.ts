import type { RunEvent } from "./events.ts";

type Copying = Omit<Extract<RunEvent, { readonly type: "transfer" }>, "type">;

const listeners = new Set<(event: RunEvent) => void>();

/** Hears of files of a dataset that are copied before they are read, whoever opens it. @returns what ends that */
export function hearCopying(listener: (event: RunEvent) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Says how far such copying is. */
export function sayCopying(copying: Copying): void {
  for (const listener of listeners) listener({ type: "transfer", ...copying });
}
