/** Names, among filters, the vectors that captions are found by: they lie in files beside the scores, not in columns. */
const EMBEDDINGS = "embeddings";

/** Filters as they were asked for, less the vectors, and whether those were among them. */
export function withoutEmbeddings(filters: readonly string[] | undefined): {
  /** Absent is all that run unasked: who names the vectors alone wants them beside these. */
  readonly filters?: readonly string[];
  readonly embeddings: boolean;
} {
  if (filters === undefined) return { embeddings: false };
  const others = filters.filter((name) => name !== EMBEDDINGS);
  const embeddings = others.length < filters.length;
  return embeddings && others.length === 0 ? { embeddings } : { filters: others, embeddings };
}
