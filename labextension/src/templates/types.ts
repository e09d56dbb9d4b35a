/**
 * The shapes of the REST messages about templates and plans, as interview_ext's openapi.yaml has
 * them.
 */
import { INamed } from '../services/types';

export const FIELD_TYPES = ['text', 'select', 'rating'] as const;

/**
 * How a field of the scorecard is filled in.
 */
export type FieldType = (typeof FIELD_TYPES)[number];

export const LEVELS = ['1', '2', '3', '4'] as const;

/**
 * A template of interviews in a list. Times are ISO-8601 in UTC.
 */
export interface ITemplate {
  readonly id: string;
  readonly title: string;
  /**
   * Markdown.
   */
  readonly description: string;
  /**
   * That pads are made with; empty leaves it to who makes them.
   */
  readonly language: string;
  /**
   * Of the whole plan.
   */
  readonly minutes: number;
  readonly question_count: number;
  readonly team: INamed | null;
  readonly author: INamed | null;
  readonly changed: string;
  readonly revision: number;
  /**
   * Its pads ask what it says and nothing else.
   */
  readonly locked: boolean;
  readonly archived: boolean;
  /**
   * How many pads were made from it.
   */
  readonly uses: number;
  readonly may_edit: boolean;
}

/**
 * A question of a template; its title is null where it cannot be used any more.
 */
export interface ITemplateQuestion {
  readonly question_id: string;
  readonly language: string | null;
  readonly title: string | null;
  readonly languages: ReadonlyArray<string>;
}

/**
 * What is looked at in the whole interview, with what each level looks like.
 */
export interface ICompetency {
  /**
   * Stays when the words change; left out of what is new.
   */
  readonly key?: string;
  readonly competency: string;
  readonly levels: { readonly [level: string]: string };
}

/**
 * Something more that the scorecard asks for.
 */
export interface IField {
  readonly key?: string;
  readonly label: string;
  readonly type: FieldType;
  readonly options: ReadonlyArray<string>;
  readonly required: boolean;
}

/**
 * A part of the interview's time.
 */
export interface IPart {
  readonly key?: string;
  readonly title: string;
  readonly minutes: number;
  /**
   * Markdown for interviewers.
   */
  readonly notes: string;
  readonly question_id: string | null;
}

/**
 * What one writes of a template.
 */
export interface IContent {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly instructions: string;
  readonly questions: ReadonlyArray<{
    readonly question_id: string;
    readonly language: string | null;
  }>;
  readonly competencies: ReadonlyArray<ICompetency>;
  readonly fields: ReadonlyArray<IField>;
  readonly plan: ReadonlyArray<IPart>;
}

/**
 * A template with all that is in it.
 */
export interface ITemplateDetails extends ITemplate {
  readonly instructions: string;
  readonly questions: ReadonlyArray<ITemplateQuestion>;
  readonly competencies: ReadonlyArray<ICompetency>;
  readonly fields: ReadonlyArray<IField>;
  readonly plan: ReadonlyArray<IPart>;
}

/**
 * A part of a pad's plan.
 */
export interface IPlanPart {
  readonly key: string;
  readonly title: string;
  readonly minutes: number;
  readonly notes: string;
  /**
   * The pad's task that it is about.
   */
  readonly task_id: string | null;
}

/**
 * How far an interview is in its plan.
 */
export interface IPlanClock {
  /**
   * Key of the part that goes on; null while the clock stands still.
   */
  readonly part: string | null;
  readonly since: string | null;
  /**
   * Seconds that were spent on parts before, by key.
   */
  readonly spent: { readonly [key: string]: number };
  /**
   * Key of the part in which the clock was stopped.
   */
  readonly stopped: string | null;
}

/**
 * A pad's plan; without parts where it was made from no template.
 */
export interface IPlan {
  readonly title: string | null;
  readonly locked: boolean;
  readonly parts: ReadonlyArray<IPlanPart>;
  readonly clock: IPlanClock;
  /**
   * The server's clock when it answered.
   */
  readonly now: string;
}
