import type { Cascade } from "./cascade.ts";

/** Every cascade that was read from its files here; nothing else makes one that the engine takes. */
const loaded = new WeakSet<Cascade>();

/** Freezes a cascade as it was read, and remembers that it was. Only `load-cascade.ts` calls it. */
export function loadedOnce(cascade: Cascade): Cascade {
  freeze(cascade);
  loaded.add(cascade);
  return cascade;
}

/** Whether a cascade is what {@link loadCascade} gave: neither written by hand nor changed since. */
export function isLoaded(cascade: Cascade): boolean {
  return loaded.has(cascade);
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
