/**
 * Whether one would take the candidate, from the worst.
 */
export type Recommendation = 'strong_no' | 'no' | 'yes' | 'strong_yes';

export const RECOMMENDATIONS: ReadonlyArray<Recommendation> = [
  'strong_no',
  'no',
  'yes',
  'strong_yes'
];

/**
 * A line of the rubric.
 */
export interface ICompetency {
  readonly key: string;
  readonly competency: string;
  /**
   * What a candidate of each level does, by "1" to "4".
   */
  readonly levels: { readonly [level: string]: string };
  /**
   * The title of the question that it comes from; empty if none does.
   */
  readonly from: string;
}

/**
 * What a template asks for beside the rubric.
 */
export interface IField {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'select' | 'rating';
  readonly options?: ReadonlyArray<string>;
  readonly required: boolean;
}

/**
 * The parts of a scorecard.
 */
export interface IForm {
  readonly competencies: ReadonlyArray<ICompetency>;
  readonly fields: ReadonlyArray<IField>;
}

/**
 * What was seen, and where.
 */
export interface IEvidence {
  readonly id: string;
  readonly quote: string;
  /**
   * Milliseconds since the start of the recording; null where it is about no moment.
   */
  readonly moment: number | null;
  /**
   * Path of the document that it stands in; empty for none.
   */
  readonly document: string;
  /**
   * The key of the competency that it is about; empty for none.
   */
  readonly competency: string;
}

/**
 * What a scorecard says.
 */
export interface IContent {
  /**
   * Empty for none.
   */
  readonly recommendation: Recommendation | '';
  readonly summary: string;
  /**
   * 1 to 4, by the competency's key.
   */
  readonly ratings: { readonly [key: string]: number };
  /**
   * Free text, by the competency's key.
   */
  readonly texts: { readonly [key: string]: string };
  readonly fields: { readonly [key: string]: string | number };
  readonly evidence: ReadonlyArray<IEvidence>;
}

export type SeeOthers = 'never' | 'after_submitting' | 'always';

export interface IWho {
  readonly id: string;
  readonly name: string;
}

/**
 * A scorecard as it was submitted. It never changes.
 */
export interface IVersion {
  readonly member: IWho;
  /**
   * Counted from 1.
   */
  readonly version: number;
  readonly submitted: string;
  readonly content: IContent;
  /**
   * The parts that it had then.
   */
  readonly form: IForm;
}

export type Outcome = 'hire' | 'no_hire' | 'further';

export const OUTCOMES: ReadonlyArray<Outcome> = ['hire', 'no_hire', 'further'];

/**
 * What was decided about the candidate.
 */
export interface IDecision {
  /**
   * Counted from 1; a later one takes the place of those before it.
   */
  readonly number: number;
  readonly decision: Outcome;
  readonly reason: string;
  readonly by: IWho;
  readonly at: string;
}

/**
 * All that the member may know of a pad's scorecards.
 */
export interface IFeedback {
  /**
   * Whether the member is the candidate, by the pad's address, and so sees nothing.
   */
  readonly subject: boolean;
  /**
   * When others' scorecards are seen, and how that was changed since the interview began, the
   * newest first.
   */
  readonly rule: {
    readonly see_others: SeeOthers;
    readonly changes: ReadonlyArray<{
      readonly was: SeeOthers;
      readonly now: SeeOthers;
      /**
       * Null for the server's configuration.
       */
      readonly by: string | null;
      readonly at: string;
    }>;
  };
  readonly form: IForm & {
    /**
     * The keys of the parts that have to be there: "recommendation", "rating:<key>",
     * "field:<key>", "summary".
     */
    readonly required: ReadonlyArray<string>;
  };
  readonly mine: {
    readonly state: 'none' | 'draft' | 'submitted';
    /**
     * Of what was submitted last; null before.
     */
    readonly version: number | null;
    readonly submitted: string | null;
    readonly content: IContent | null;
    /**
     * Whether the draft says something else than what was submitted last.
     */
    readonly changed: boolean;
  };
  /**
   * The newest scorecard of each colleague; null as long as they are not to be seen.
   */
  readonly others: ReadonlyArray<IVersion> | null;
  /**
   * The keys of the parts that the interviewers see differently; null as `others` is.
   */
  readonly disagreements: ReadonlyArray<string> | null;
  readonly decision: IDecision | null;
  readonly may: {
    readonly submit: boolean;
    readonly decide: boolean;
    readonly see_others: boolean;
  };
}
