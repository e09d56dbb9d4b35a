import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';

import { SocketStatus } from './services/eventsocket';
import { HostApi } from './services/hostapi';
import { PadApi } from './services/padapi';
import {
  AdmissionAction,
  ClosingReason,
  IAdmission,
  IMember,
  IPad,
  IPadInfo
} from './services/types';

/**
 * What a pad's server says as things happen, and the ways to answer. There is one of it
 * on a pad's page, and none elsewhere: ask for it as optional.
 */
export interface IPadEvents {
  readonly api: PadApi;

  /**
   * The newest that the server said about the pad; null until it said something.
   */
  readonly pad: IPadInfo | null;

  /**
   * How far the server's clock is ahead of this machine's, in milliseconds.
   */
  readonly clockSkew: number;

  /**
   * Who knocked; empty for everyone but interviewers.
   */
  readonly admissions: ReadonlyArray<IAdmission>;

  readonly status: SocketStatus;

  readonly padChanged: ISignal<IPadEvents, IPadInfo>;
  readonly admissionsChanged: ISignal<IPadEvents, ReadonlyArray<IAdmission>>;
  readonly statusChanged: ISignal<IPadEvents, SocketStatus>;

  /**
   * The server is about to close this browser's sockets. It will not come back by itself.
   */
  readonly closing: ISignal<IPadEvents, ClosingReason>;
}

export const IPadEvents = new Token<IPadEvents>(
  'interview-labextension:IPadEvents',
  'What the server of the present pad says as things happen.'
);

/**
 * Someone at the door of a pad, or who came through it.
 */
export interface IGuest {
  readonly padId: string;
  /**
   * Empty where only one pad is meant anyway.
   */
  readonly padTitle: string;
  readonly admission: IAdmission;
  /**
   * Whether a decision about them is on its way to the server.
   */
  readonly deciding: boolean;
}

/**
 * Who knocks, who is inside and who was declined, at every pad that matters here.
 */
export interface IKnocks {
  /**
   * Everybody, in the order they knocked.
   */
  readonly guests: ReadonlyArray<IGuest>;

  /**
   * Those who wait for a decision.
   */
  readonly waiting: ReadonlyArray<IGuest>;

  readonly changed: ISignal<IKnocks, void>;

  /**
   * @throws RequestError; then nothing was decided.
   */
  decide(guest: IGuest, action: AdmissionAction): Promise<void>;
}

/**
 * None where nobody's knock is to be answered (a candidate's page): ask for it as optional.
 */
export const IKnocks = new Token<IKnocks>(
  'interview-labextension:IKnocks',
  'Who knocks at a pad, and the decision about them.'
);

/**
 * How true what is shown of the pads is. "reconnecting": it may be out of date; "signed-out": the
 * person has to sign in again.
 */
export type PadsStatus = 'loading' | 'live' | 'reconnecting' | 'signed-out';

/**
 * A pad as far as its door is concerned.
 */
export type IDoor = Pick<IPad, 'id' | 'title' | 'kind' | 'state' | 'knocking'>;

/**
 * What the control plane says to the signed-in member as things happen, and the ways to ask it.
 * It holds no list of the pads, of which there may be very many: whoever shows some asks for
 * those, and again when they changed.
 */
export interface IPads {
  readonly api: HostApi;

  /**
   * Who is signed in; null until it is known.
   */
  readonly me: IMember | null;

  readonly status: PadsStatus;

  /**
   * The pads at whose doors somebody stands or may stand soon; null until they are known.
   */
  readonly doors: ReadonlyArray<IDoor> | null;

  /**
   * Something of the above changed.
   */
  readonly changed: ISignal<IPads, void>;

  /**
   * Some pad was made, changed or deleted, or may have been while nobody listened.
   */
  readonly padsChanged: ISignal<IPads, void>;

  /**
   * Something in the question bank changed.
   */
  readonly questionsChanged: ISignal<IPads, void>;

  /**
   * Members, invitations or teams changed.
   */
  readonly teamChanged: ISignal<IPads, void>;

  /**
   * A template of interviews was made or changed.
   */
  readonly templatesChanged: ISignal<IPads, void>;

  /**
   * Settings of the installation changed.
   */
  readonly settingsChanged: ISignal<IPads, void>;

  /**
   * The comments on a pad changed, by the pad's id.
   */
  readonly commentsChanged: ISignal<IPads, string>;

  /**
   * Someone knocked, or it was decided about them.
   */
  readonly admissionChanged: ISignal<IPads, IPads.IAdmissionChange>;

  /**
   * Ask the server anew who is signed in and which doors matter.
   */
  refresh(): Promise<void>;
}

export namespace IPads {
  export interface IAdmissionChange {
    readonly padId: string;
    readonly admission: IAdmission;
  }
}

/**
 * None where there is no control plane to ask (a pad's page): ask for it as optional.
 */
export const IPads = new Token<IPads>(
  'interview-labextension:IPads',
  'What the control plane says to the signed-in member.'
);

/**
 * One of the pages that members go between.
 */
export interface IHomePage {
  /**
   * Names the page in its address.
   */
  readonly id: string;
  readonly label: string;
  /**
   * The smallest stands first, and is the page that one begins with.
   */
  readonly rank: number;
  /**
   * Bring the page to the front.
   *
   * @param rest - What its address says beside its name; empty for its beginning.
   */
  open(rest: string): void;
}

/**
 * The pages that members go between.
 */
export interface IHomePages {
  readonly pages: ReadonlyArray<IHomePage>;
  /**
   * The id of the page in front; null before there is one.
   */
  readonly current: string | null;
  readonly changed: ISignal<IHomePages, void>;

  add(page: IHomePage): void;

  /**
   * Say what is in front, so that the address leads there again.
   */
  here(id: string, rest?: string): void;
}

/**
 * None in an ordinary JupyterLab, where the pages are tabs among others: ask for it as optional.
 */
export const IHomePages = new Token<IHomePages>(
  'interview-labextension:IHomePages',
  'The pages that members go between.'
);
