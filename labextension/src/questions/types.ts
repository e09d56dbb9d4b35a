/**
 * The shapes of the question bank's REST messages, as interview_ext's openapi.yaml has them.
 */

export const TYPES = [
  'notebook',
  'code',
  'sql',
  'front-end',
  'free-form',
  'whiteboard'
] as const;

/**
 * What a question is worked on in.
 */
export type QuestionType = (typeof TYPES)[number];

/**
 * Where nothing is run, there is no language to choose.
 */
export const WITHOUT_LANGUAGE: ReadonlyArray<QuestionType> = [
  'free-form',
  'whiteboard'
];

export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;

export type Difficulty = (typeof DIFFICULTIES)[number];

export type QuestionState = 'draft' | 'published' | 'archived';

/**
 * A question as lists show it. Times are ISO-8601 in UTC.
 */
export interface IQuestion {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly type: QuestionType;
  readonly languages: ReadonlyArray<string>;
  readonly difficulty: Difficulty;
  readonly minutes: number;
  readonly labels: ReadonlyArray<string>;
  readonly state: QuestionState;
  readonly origin: 'member' | 'example';
  readonly author: { readonly id: string; readonly name: string } | null;
  /**
   * Whose it is; null for the whole organization.
   */
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly favourite: boolean;
  /**
   * In how many pads it was used.
   */
  readonly uses: number;
  readonly last_used: string | null;
  readonly created: string;
  readonly changed: string;
  /**
   * The number of the published revision; 0 if there is none.
   */
  readonly revision: number;
  /**
   * Whether what is being written differs from what is published.
   */
  readonly edited: boolean;
  readonly may_edit: boolean;
}

export interface IStep {
  readonly title: string;
  readonly markdown: string;
}

/**
 * What a competency is measured by.
 */
export interface ICompetency {
  readonly competency: string;
  /**
   * What each level looks like, by its number.
   */
  readonly levels: { readonly [level: string]: string };
}

export interface IQuestionFile {
  readonly path: string;
  /**
   * In bytes.
   */
  readonly size: number;
  readonly text: boolean;
  readonly etag: string;
}

/**
 * Something that keeps a question from being published, and how to mend it.
 */
export interface IProblem {
  readonly file: string;
  /**
   * Counted from 1; none where the whole file is meant.
   */
  readonly line: number | null;
  readonly message: string;
  readonly cure: string;
}

export interface ITestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly expected: string | null;
  readonly actual: string | null;
  readonly message: string;
  readonly seconds: number;
}

export interface IReport {
  readonly language: string;
  readonly which: 'visible' | 'hidden';
  readonly tests: ReadonlyArray<ITestResult>;
  readonly seconds: number;
  /**
   * Why the tests could not be run at all; empty if they were.
   */
  readonly failure: string | null;
  readonly output: string;
}

/**
 * Whether the question's own solution passes its own tests.
 */
export interface ICheck {
  readonly state: 'none' | 'running' | 'passed' | 'failed';
  /**
   * From 0 to 1.
   */
  readonly fraction?: number;
  readonly message: string;
  readonly reports: ReadonlyArray<IReport>;
}

/**
 * A question with everything but the contents of its files.
 */
export interface IQuestionDetails extends IQuestion {
  readonly introduction: string;
  readonly steps: ReadonlyArray<IStep>;
  readonly notes: string;
  readonly rubric: ReadonlyArray<ICompetency>;
  readonly open: ReadonlyArray<string>;
  readonly files: ReadonlyArray<IQuestionFile>;
  readonly problems: ReadonlyArray<IProblem>;
  readonly check: ICheck | null;
}

export type Tab =
  | 'mine'
  | 'organization'
  | 'examples'
  | 'favourites'
  | 'drafts';

export const SORTS = ['title', 'newest', 'most_used', 'last_used'] as const;

export type Sort = (typeof SORTS)[number];

/**
 * What is asked of the bank. An empty list of a filter leaves nothing out.
 */
export interface IQuery {
  /**
   * Null: all that may be used in a pad.
   */
  readonly tab: Tab | null;
  readonly words: string;
  readonly type: ReadonlyArray<string>;
  readonly language: ReadonlyArray<string>;
  readonly difficulty: ReadonlyArray<string>;
  readonly label: ReadonlyArray<string>;
  readonly author: ReadonlyArray<string>;
  readonly favourite: boolean;
  readonly archived: boolean;
  /**
   * Null: by how well it fits the words, or by title where there are none.
   */
  readonly sort: Sort | null;
}

/**
 * What can be filtered by.
 */
export type FilterKey = 'type' | 'language' | 'difficulty' | 'label' | 'author';

/**
 * A part of the answer, and where the next begins; null if there is none.
 */
export interface IQuestions {
  readonly questions: ReadonlyArray<IQuestion>;
  readonly next: string | null;
  readonly total: number;
}

/**
 * One choice of a filter, and how many questions it leaves.
 */
export interface IChoice {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

export type Filters = { readonly [key in FilterKey]: ReadonlyArray<IChoice> };
