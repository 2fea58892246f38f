/** What goes through the gate: a new prompt, or a request that was granted before. */
export type Wanted =
  | { readonly prompt: string; readonly model: string; readonly images: number }
  | { readonly request: string };
