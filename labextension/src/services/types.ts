/**
 * The shapes of the REST and event messages, as interview_ext's openapi.yaml has them.
 */

export const PAD_KINDS = ['live', 'take_home', 'sandbox'] as const;

/**
 * "sandbox": to practise in.
 */
export type PadKind = (typeof PAD_KINDS)[number];

export const PAD_STATES = [
  'not_started',
  'in_progress',
  'ended',
  'ready_for_review',
  'reviewed'
] as const;

/**
 * Where a pad stands.
 */
export type PadState = (typeof PAD_STATES)[number];

/**
 * What the server lets the member who asks do to a pad, beside opening it.
 */
export type PadAction =
  | 'start'
  | 'end'
  | 'submit'
  | 'review'
  | 'reopen'
  | 'delete'
  | 'extend'
  | 'edit';

/**
 * What a pad holds when it is new.
 */
export type StartWith = 'notebook' | 'file' | 'both' | 'nothing';

/**
 * A language that a pad can be made with.
 */
export interface ILanguage {
  readonly id: string;
  readonly name: string;
  /**
   * What the file of a new pad is called.
   */
  readonly file: string;
}

/**
 * Who someone is inside a pad.
 */
export type Role = 'candidate' | 'interviewer' | 'observer';

/**
 * Something that has an id and a name for people: a member, a team.
 */
export interface INamed {
  readonly id: string;
  readonly name: string;
}

/**
 * A pad as the control plane lists it. Times are ISO-8601 in UTC.
 */
export interface IPad {
  readonly id: string;
  readonly title: string;
  readonly kind: PadKind;
  readonly state: PadState;
  readonly language: string;
  readonly candidate_name: string;
  readonly candidate_email: string;
  readonly interviewers: ReadonlyArray<string>;
  /**
   * "open": whoever has the link comes in without being asked for.
   */
  readonly door: 'ask' | 'open';
  readonly created: string;
  readonly created_by: INamed | null;
  readonly assigned: ReadonlyArray<INamed>;
  readonly team: INamed | null;
  readonly starts_at: string | null;
  /**
   * In minutes.
   */
  readonly duration: number | null;
  /**
   * The IANA name of the zone that it was scheduled in; may be empty.
   */
  readonly time_zone: string;
  /**
   * Minutes from the candidate's start.
   */
  readonly time_limit: number | null;
  /**
   * Until when it can be started and handed in.
   */
  readonly due: string | null;
  /**
   * When it is handed in by itself; null until the candidate has started.
   */
  readonly deadline: string | null;
  readonly started: string | null;
  readonly ended: string | null;
  readonly submitted: string | null;
  readonly submitted_by: 'candidate' | 'deadline' | 'member' | '';
  readonly reviewed: string | null;
  readonly reviewed_by: string | null;
  readonly link_id: string | null;
  readonly questions: ReadonlyArray<{
    readonly id: string;
    readonly title: string;
  }>;
  /**
   * Of the hidden tests, which run when it is handed in.
   */
  readonly tests: { readonly passed: number; readonly total: number } | null;
  /**
   * How far the last invitation that was mailed has come.
   */
  readonly mailed: {
    readonly state: 'waiting' | 'sent' | 'failed' | 'uncertain';
    readonly at: string;
    readonly to: ReadonlyArray<string>;
    /**
     * Why it is so, in words; may be empty.
     */
    readonly message: string;
  } | null;
  readonly last_activity: string | null;
  /**
   * The one address to send: absolute, or a path on this server.
   */
  readonly url: string;
  /**
   * How many people wait at the door.
   */
  readonly knocking: number;
  /**
   * Names of the people inside.
   */
  readonly present: ReadonlyArray<string>;
  readonly actions: ReadonlyArray<PadAction>;
}

export const PAD_SORTS = [
  'created',
  'activity',
  'scheduled',
  'title',
  'candidate'
] as const;

export type PadSort = (typeof PAD_SORTS)[number];

export const PAD_DATES = ['created', 'scheduled', 'ended'] as const;

/**
 * Which of a pad's times is looked at.
 */
export type PadDate = (typeof PAD_DATES)[number];

/**
 * What is asked of the pads. An empty list of a filter leaves nothing out.
 */
export interface IPadQuery {
  /**
   * Looked for in titles and candidates.
   */
  readonly words: string;
  readonly status: ReadonlyArray<PadState>;
  readonly kind: ReadonlyArray<PadKind>;
  /**
   * Members' ids; "me" for whoever asks.
   */
  readonly interviewer: ReadonlyArray<string>;
  readonly question: ReadonlyArray<string>;
  readonly language: ReadonlyArray<string>;
  readonly team: ReadonlyArray<string>;
  readonly date: PadDate;
  /**
   * The first instant that is looked at, and the first that is not any more; empty for no bound.
   */
  readonly from: string;
  readonly to: string;
  readonly sort: PadSort;
  readonly descending: boolean;
}

/**
 * What pads can be filtered by, and how many there are in each state, narrowed by all the other
 * filters.
 */
export interface IPadFilters {
  readonly statuses: ReadonlyArray<{
    readonly value: PadState;
    readonly count: number;
  }>;
  readonly interviewers: ReadonlyArray<IPadChoice>;
  readonly questions: ReadonlyArray<IPadChoice>;
  readonly languages: ReadonlyArray<IPadChoice>;
  readonly teams: ReadonlyArray<IPadChoice>;
}

export interface IPadChoice {
  readonly value: string;
  readonly name: string;
}

/**
 * How many pads may be made, and were.
 */
export interface IQuota {
  /**
   * Null: as many as one likes.
   */
  readonly limit: number | null;
  readonly used: number;
  readonly left: number | null;
  readonly period: { readonly from: string | null; readonly to: string | null };
  /**
   * A pad that is deleted within so many days of being made does not count.
   */
  readonly forgiven_days: number;
}

/**
 * When a pad is, and with whom. Null clears.
 */
export interface ISchedule {
  starts_at?: string | null;
  duration?: number | null;
  time_zone?: string;
  due?: string | null;
  time_limit?: number | null;
  /**
   * Members' ids.
   */
  interviewers?: string[];
}

/**
 * What a new pad is made of.
 */
export interface INewPad extends ISchedule {
  kind?: PadKind;
  title: string;
  candidate_name?: string;
  candidate_email?: string;
  door?: 'ask' | 'open';
  start_with?: StartWith;
  language?: string;
  /**
   * Markdown, shown beside the documents.
   */
  instructions?: string;
  /**
   * Questions of the bank that become its tasks, in this order.
   */
  questions?: string[];
  /**
   * The language of each of those that have one, by the question's id.
   */
  question_languages?: { [question: string]: string };
  team_id?: string | null;
  /**
   * The template of interviews that says what is not said here.
   */
  template_id?: string;
}

/**
 * Somebody who gets a pad of their own.
 */
export interface ICandidate {
  readonly name: string;
  readonly email: string;
}

/**
 * Pads of a kind for several people, or so many for nobody yet.
 */
export type INewPads = Omit<INewPad, 'candidate_name' | 'candidate_email'> &
  (
    | { readonly candidates: ReadonlyArray<ICandidate> }
    | { readonly count: number }
  );

/**
 * What changes about a pad; what is left out stays.
 */
export interface IPadChange extends ISchedule {
  title?: string;
  candidate_name?: string;
  candidate_email?: string;
  instructions?: string;
  team_id?: string | null;
}

/**
 * A public address that makes a take-home for each visitor. Times are ISO-8601 in UTC.
 */
export interface ITakeHomeLink {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly due: string | null;
  /**
   * How many take-homes it makes at most, and how many it has made.
   */
  readonly most: number;
  readonly made: number;
  readonly closed: boolean;
}

/**
 * What a new public link makes take-homes of.
 */
export type INewTakeHomeLink = Omit<
  INewPad,
  | 'kind'
  | 'candidate_name'
  | 'candidate_email'
  | 'door'
  | 'start_with'
  | 'starts_at'
> & { most?: number };

/**
 * A signed-in member.
 */
export interface IMember {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export type AdmissionState = 'knocking' | 'admitted' | 'declined' | 'left';

/**
 * Someone who knocked at a pad.
 */
export interface IAdmission {
  readonly id: string;
  readonly name: string;
  readonly state: AdmissionState;
  readonly knocked: string | null;
  readonly decided: string | null;
}

/**
 * What an interviewer can decide about someone. "remove" is a pause: the person is
 * back at the door.
 */
export type AdmissionAction = 'admit' | 'decline' | 'remove';

/**
 * What the control plane says as things happen.
 */
export type HostEvent =
  | { readonly type: 'pads' }
  | { readonly type: 'questions' }
  | { readonly type: 'team' }
  | { readonly type: 'settings' }
  | { readonly type: 'templates' }
  | { readonly type: 'plan'; readonly pad_id: string }
  | { readonly type: 'pad'; readonly pad: Omit<IPad, 'actions'> }
  | { readonly type: 'deleted'; readonly pad_id: string }
  | { readonly type: 'comments'; readonly pad_id: string }
  | { readonly type: 'tasks'; readonly pad_id: string }
  | { readonly type: 'notes'; readonly pad_id: string }
  | { readonly type: 'feedback'; readonly pad_id: string }
  | {
      readonly type: 'draft';
      readonly pad_id: string;
      readonly kind: 'notes' | 'scorecard';
      readonly changed: string;
    }
  | {
      readonly type: 'admission';
      readonly pad_id: string;
      readonly admission: IAdmission;
    };

/**
 * A document of a pad and the room it is shared in.
 */
export interface IPadDocument {
  readonly path: string;
  readonly type: string;
  readonly format: string;
}

/**
 * A pad as its own server describes it to someone inside.
 */
export interface IPadInfo {
  readonly id: string;
  readonly title: string;
  readonly kind: PadKind;
  readonly state: PadState;
  readonly started: string | null;
  /**
   * When the recording began, which its moments are counted from; null before.
   */
  readonly recording_started: string | null;
  /**
   * When a take-home is handed in by itself; null where there is no such time.
   */
  readonly deadline: string | null;
  /**
   * The server's clock when it answered, to correct this machine's.
   */
  readonly now: string;
  readonly read_only: boolean;
  readonly me: {
    readonly id: string;
    readonly name: string;
    readonly role: Role;
  };
  readonly instructions: string;
  readonly documents: ReadonlyArray<IPadDocument>;
  /**
   * The endings of the files that can be run, such as ".py".
   */
  readonly runnable: ReadonlyArray<string>;
  /**
   * What is wrong with the server at the moment, in words; empty if nothing is.
   */
  readonly trouble?: string;
  /**
   * The focus time, if there is any: who began it, and when it ends by itself.
   */
  readonly focus?: {
    readonly by: { readonly id: string; readonly name: string };
    readonly until: string;
  } | null;
}

/**
 * Why the pad's server lets go of this browser.
 */
export type ClosingReason =
  | 'ended'
  | 'removed'
  | 'left'
  | 'submitted'
  | 'elsewhere';

/**
 * What a pad's server says as things happen.
 */
export type PadEvent =
  | ({ readonly type: 'pad' } & IPadInfo)
  | {
      readonly type: 'admissions';
      readonly admissions: ReadonlyArray<IAdmission>;
    }
  | { readonly type: 'closing'; readonly reason: ClosingReason };

/**
 * Something that happened on a candidate's or an interviewer's page and that no change of a
 * document shows.
 */
export interface ISignalReport {
  readonly signal: 'paste' | 'left' | 'returned' | 'copy_all';
  /**
   * The document, relative to the pad's root.
   */
  readonly path?: string;
  /**
   * The notebook cell.
   */
  readonly cell?: string;
  /**
   * Of the text, in UTF-16 units.
   */
  readonly size?: number;
  /**
   * Whether a text that was pasted had been copied in the pad.
   */
  readonly inside?: boolean;
}

/**
 * A run that the server is asked for.
 */
export interface IRunRequest {
  /**
   * The document, relative to the pad's root.
   */
  path: string;
  /**
   * The notebook cell; absent for a file.
   */
  cell_id?: string;
  /**
   * This browser's Y.Doc client id and its clock there, so that the server waits until
   * the last keystroke arrived.
   */
  client?: number;
  clock?: number;
}
