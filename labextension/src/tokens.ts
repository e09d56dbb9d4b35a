import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';

import { SocketStatus } from './services/eventsocket';
import { PadApi } from './services/padapi';
import {
  AdmissionAction,
  ClosingReason,
  IAdmission,
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
