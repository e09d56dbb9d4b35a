/**
 * Where notes are taken: in a live pad, or over its recording.
 */
export interface INotesPlace {
  /**
   * The present moment in milliseconds since the start of the recording; null where it is not known.
   */
  now(): number | null;

  /**
   * How long the recording is; undefined while it goes on.
   */
  readonly duration?: number;

  /**
   * The address of a moment and how to get there; null where there is nothing to go to yet.
   */
  readonly link: {
    to(moment: number): string;
    go(moment: number): void;
  } | null;

  /**
   * Call this when the present moment may be another one. Returns what stops that.
   */
  watch(callback: () => void): () => void;
}
