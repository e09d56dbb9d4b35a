/**
 * The shapes of what is said about tasks: by the pad in its document, and by the host to members.
 */

export type Outcome = 'passed' | 'failed' | 'error' | 'skipped';

export interface ITestResult {
  readonly name: string;
  readonly outcome: Outcome;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly message: string;
  readonly seconds: number;
}

/**
 * How a run of tests went.
 */
export interface ITestReport {
  readonly tests: ReadonlyArray<ITestResult>;
  readonly seconds: number;
  /**
   * Why the tests could not be run, or not to their end; empty if they were.
   */
  readonly failure: string;
  /**
   * What the tested code printed.
   */
  readonly output: string;
}

export interface IStep {
  readonly title: string;
  /**
   * Markdown.
   */
  readonly markdown: string;
}

/**
 * A task as everybody in the pad may see it.
 */
export interface IShownTask {
  readonly title: string;
  readonly folder: string;
  readonly type: string;
  readonly language: string;
  /**
   * What is opened, the first in front; paths below the pad's root.
   */
  readonly documents: ReadonlyArray<string>;
  /**
   * Markdown.
   */
  readonly introduction: string;
  /**
   * Those that were revealed.
   */
  readonly steps: ReadonlyArray<IStep>;
  /**
   * How many steps there are.
   */
  readonly total: number;
  readonly position: number;
  /**
   * Whether there are tests for everybody.
   */
  readonly testable: boolean;
}

/**
 * How the tests that everybody may see go, or went last.
 */
export interface ITestsState {
  readonly state: 'running' | 'done' | 'failed';
  /**
   * The name of the person who asked.
   */
  readonly by: string;
  /**
   * In milliseconds since the epoch, by the server's clock.
   */
  readonly started: number;
  /**
   * From 0 to 1.
   */
  readonly fraction: number;
  /**
   * What goes on, or why there is no report.
   */
  readonly message: string;
  readonly report: ITestReport | null;
}

/**
 * A task as members get it from the host.
 */
export interface ITask {
  readonly id: string;
  readonly question_id: string | null;
  readonly revision: number;
  readonly quickstart: Quickstart | null;
  readonly title: string;
  readonly type: string;
  readonly language: string;
  readonly minutes: number;
  readonly folder: string;
  readonly position: number;
  readonly opened: boolean;
  readonly current: boolean;
  /**
   * The titles of all steps.
   */
  readonly steps: ReadonlyArray<string>;
  /**
   * How many of them are shown.
   */
  readonly revealed: number;
  /**
   * How many files of tests there are.
   */
  readonly tests: { readonly visible: number; readonly hidden: number };
}

export type Quickstart = 'notebook' | 'file' | 'text';

/**
 * What candidates never see of a task.
 */
export interface ITaskPrivate {
  readonly introduction: string;
  readonly steps: ReadonlyArray<IStep>;
  readonly notes: string;
  readonly rubric: ReadonlyArray<{
    readonly competency: string;
    readonly levels: { readonly [level: string]: string };
  }>;
  readonly solution: ReadonlyArray<{
    readonly path: string;
    readonly text: string;
  }>;
}

/**
 * A run of a task's tests, as members get it from the host.
 */
export interface ITestRun {
  readonly id: string | null;
  readonly tests: 'visible' | 'hidden';
  /**
   * Whether it was of what was handed in.
   */
  readonly graded: boolean;
  readonly state: 'running' | 'done' | 'failed';
  readonly by: string;
  readonly started: string;
  readonly seconds: number | null;
  readonly fraction: number;
  readonly message: string;
  readonly report: ITestReport | null;
}
