import { ITestReport } from '../pad/tasks/types';

export interface ITestCount {
  readonly passed: number;
  readonly total: number;
}

export type EarlierSort = 'ended' | 'title' | 'tests';

/**
 * A pad that has ended and may be the same candidate's.
 */
export interface IEarlierPad {
  readonly id: string;
  readonly title: string;
  readonly kind: 'live' | 'take_home';
  readonly state: string;
  /**
   * What the candidate is called in it.
   */
  readonly candidate: string;
  readonly email: string;
  readonly ended: string | null;
  readonly match: 'email' | 'name';
  /**
   * Whether it is the same person's, by the address or by a member's word.
   */
  readonly confirmed: boolean;
  /**
   * Null where none were run.
   */
  readonly tests: ITestCount | null;
  readonly tasks: ReadonlyArray<{
    readonly id: string;
    readonly title: string;
    readonly language: string;
    readonly tests: ITestCount | null;
  }>;
  /**
   * The pad's address.
   */
  readonly url: string;
}

export interface IEarlierDocument {
  readonly path: string;
  readonly type: 'notebook' | 'file';
  /**
   * Bytes.
   */
  readonly size: number;
  /**
   * Whether it was opened by itself.
   */
  readonly first: boolean;
}

/**
 * A task of an earlier pad, or what belongs to none.
 */
export interface IEarlierPart {
  readonly id: string | null;
  readonly title: string;
  readonly language: string;
  readonly documents: ReadonlyArray<IEarlierDocument>;
  readonly runs: ReadonlyArray<{
    readonly tests: 'visible' | 'hidden';
    readonly by: string;
    readonly started: string;
    readonly report: ITestReport;
  }>;
}

export interface IEarlierWork extends IEarlierPad {
  readonly parts: ReadonlyArray<IEarlierPart>;
}

/**
 * What is in a document. All of it is the candidate's, and not to be trusted.
 */
export type EarlierContent =
  | { readonly path: string; readonly type: 'file'; readonly text: string }
  | {
      readonly path: string;
      readonly type: 'notebook';
      readonly notebook: object;
    };
