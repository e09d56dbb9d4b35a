import { ServerConnection } from '@jupyterlab/services';

import { request } from '../services/request';

/**
 * How one question was judged, or how one interviewer judges.
 */
export interface IJudged {
  readonly id: string;
  readonly name: string;
  readonly scorecards: number;
  /**
   * How often each was given, by its name.
   */
  readonly recommendations: { readonly [name: string]: number };
  /**
   * How often each was given, from "1" to "4".
   */
  readonly ratings: { readonly [level: string]: number };
}

/**
 * How many minutes something took, over several interviews.
 */
export interface ISpread {
  readonly count: number;
  readonly least: number;
  readonly quarter: number;
  readonly median: number;
  readonly three_quarters: number;
  readonly most: number;
}

export interface IQuestionFigures extends IJudged {
  /**
   * Minutes that were planned for it.
   */
  readonly planned: number;
  readonly minutes: ISpread | null;
}

export interface IInterviewerFigures extends IJudged {
  /**
   * Of the ratings; null where there are none.
   */
  readonly mean: number | null;
  readonly deviation: number | null;
}

/**
 * Figures of all interviews that are over and that the member may see.
 */
export interface ICalibration {
  readonly interviews: number;
  readonly scorecards: number;
  readonly questions: ReadonlyArray<IQuestionFigures>;
  /**
   * For administrators; null for others.
   */
  readonly interviewers: ReadonlyArray<IInterviewerFigures> | null;
}

/**
 * @throws RequestError
 */
export function calibration(
  settings: ServerConnection.ISettings
): Promise<ICalibration> {
  return request(settings, 'interview/api/calibration');
}
