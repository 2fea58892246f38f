import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";

/** The keys of what a command said: it scrolls. */
export const toldKeys: readonly Binding<Intent<Move>>[] = listKeys;
