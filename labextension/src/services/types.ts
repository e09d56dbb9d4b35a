/**
 * The shapes of the REST and event messages, as interview_ext's openapi.yaml has them.
 */

/**
 * Where a pad stands.
 */
export type PadState = 'not_started' | 'in_progress' | 'ended';

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
 * A pad as the control plane lists it. Times are ISO-8601 in UTC.
 */
export interface IPad {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly state: PadState;
  readonly language: string;
  readonly candidate_name: string;
  readonly interviewers: ReadonlyArray<string>;
  readonly created: string;
  readonly started: string | null;
  readonly ended: string | null;
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
}

/**
 * What a new pad is made of.
 */
export interface INewPad {
  title: string;
  candidate_name: string;
  start_with: StartWith;
  language: string;
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
}

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
  | { readonly type: 'pad'; readonly pad: IPad }
  | { readonly type: 'tasks'; readonly pad_id: string }
  | { readonly type: 'comments'; readonly pad_id: string }
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
  readonly state: PadState;
  readonly started: string | null;
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
}

/**
 * Why the pad's server lets go of this browser.
 */
export type ClosingReason = 'ended' | 'removed';

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
