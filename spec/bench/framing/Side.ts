/** Counts a frame, as text or bytes, whichever the side makes. */
export type Take = (frame: { readonly length: number }) => void;

/** Decodes all chunks of one stream, from its beginning to its end. */
export type Side = (chunks: readonly Buffer[], take: Take) => unknown;
