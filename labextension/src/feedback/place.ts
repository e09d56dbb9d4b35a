import { IEvidence } from './types';

/**
 * What is in front of whoever writes a scorecard: a live pad, or its recording.
 */
export interface IFeedbackPlace {
  /**
   * The present moment in milliseconds since the start of the recording; null before there is one.
   */
  now(): number | null;

  /**
   * What is selected in the documents; null if nothing is.
   */
  selected(): { readonly text: string; readonly document: string } | null;

  /**
   * Show where something was seen; null where that is not yet to be seen again.
   */
  readonly go: ((evidence: IEvidence) => void) | null;
}
