/** What is known of an object before its bytes are read. */
export interface ObjectFacts {
  /** Relative to its store, with `/`. */
  readonly key: string;
  readonly size: number;
  /** What changes whenever its bytes do; absent where the place gives none. */
  readonly etag?: string;
  /** SHA-256 (hex) as the place states it: nobody has checked it. */
  readonly sha256?: string;
  /** When it was written by the place's own clock, milliseconds, where a listing says so. */
  readonly modified?: number;
  /** Set where its server gives it whole, whatever part is asked for. */
  readonly whole?: true;
}

/** Some bytes of an object. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Where bytes are. Formats never know which kind; names and errors of a store hold no secret. */
export interface Store {
  /** For people, and what keys are appended to: `hf://datasets/ORG/NAME@COMMIT`. */
  readonly name: string;
  /** Whom it asks, where its name does not say: another server may call other bytes the same. It may be a secret. */
  readonly asked?: string | undefined;
  /** Every object whose key begins so, sorted by key. */
  list(prefix: string, signal?: AbortSignal): AsyncGenerator<ObjectFacts>;
  /** What an object is; `undefined` where there is none. */
  stat(key: string, signal?: AbortSignal): Promise<ObjectFacts | undefined>;
  /** Exactly the bytes asked for. @throws StoreError where they cannot be had, or the object changed since it was first seen */
  range(key: string, span: Span, signal?: AbortSignal): Promise<Uint8Array>;
  /** An object's bytes in order; after a cut it goes on where it was. @throws StoreError as {@link Store.range} */
  stream(key: string, signal?: AbortSignal, span?: Span): AsyncGenerator<Uint8Array>;
}

/** A store that may be written. */
export interface WritableStore extends Store {
  /** Writes a small object whole, unless there is one. @returns whether it was written */
  putIfAbsent(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<boolean>;
  /** Begins an object that appears under its key, whole, when it is complete, and not before. */
  multipart(key: string, signal?: AbortSignal): Promise<Multipart>;
  /** Takes an object away; there may be none. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
  /** Takes away what uploads that nobody ended left, where a place keeps such. @returns how many */
  abortAbandoned?(isOurs: (key: string) => boolean, signal?: AbortSignal): Promise<number>;
}

/** An object that is being written. */
export interface Multipart {
  write(part: Uint8Array): Promise<void>;
  complete(): Promise<void>;
  /** Gives it its key where nothing has it yet. @returns whether it has it now; else nothing is left behind */
  completeIfAbsent(): Promise<boolean>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** Why an object cannot be read or written, in one line that names it. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** Whether a key stays below its store whatever it is appended to. */
export function isSafeKey(key: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (key === "" || /[\u0000-\u001f\u007f\\]/u.test(key)) return false;
  return key.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
