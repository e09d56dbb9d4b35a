import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';

import { PlaybackApi } from './api';
import { IManifest, IPlace, IState, PlaybackEvent } from './engine/types';
import { ReviewModel } from './review/model';

/**
 * Whom the view goes along with: "writing" is whoever writes at the moment, a number somebody
 * by their position in the manifest.
 */
export type Follow = 'writing' | 'nobody' | number;

/**
 * Somewhere in the documents.
 */
export interface IWhere {
  readonly doc: number;
  readonly cell?: string | null;
  /**
   * UTF-16 offset into the source.
   */
  readonly offset?: number;
}

/**
 * How one looks at the recording.
 */
export interface IPlaybackOptions {
  readonly speed: number;
  readonly skipIdle: boolean;
  readonly follow: Follow;
}

/**
 * The clock of playback, and everything as it was at its time.
 */
export interface IPlayer {
  readonly manifest: IManifest;

  /**
   * Milliseconds since the start of the recording.
   */
  readonly time: number;

  /**
   * Everything at `time`; while that is fetched, what was shown before. Null at the beginning.
   */
  readonly state: IState | null;

  readonly playing: boolean;

  /**
   * Whether the state at `time` is still on its way.
   */
  readonly waiting: boolean;

  /**
   * Why it could not be fetched; null if it could.
   */
  readonly failure: unknown;

  readonly options: IPlaybackOptions;

  /**
   * The stretches of the recording that are there at once.
   */
  readonly loaded: ReadonlyArray<readonly [from: number, to: number]>;

  readonly timeChanged: ISignal<IPlayer, number>;
  readonly stateChanged: ISignal<IPlayer, IState>;

  /**
   * Playing, waiting, the options or what is loaded changed.
   */
  readonly changed: ISignal<IPlayer, void>;

  /**
   * Something is to be brought into sight.
   */
  readonly revealed: ISignal<IPlayer, IWhere>;

  /**
   * Whoever looks wants to be at another moment; where does not come from playing.
   */
  readonly jumped: ISignal<IPlayer, number>;

  seek(time: number): void;
  play(): void;
  pause(): void;
  toggle(): void;
  set(options: Partial<IPlaybackOptions>): void;

  /**
   * Go to what happened, and show where.
   */
  goTo(event: PlaybackEvent): void;

  /**
   * Show something as it is at the present moment.
   */
  reveal(where: IWhere): void;

  nextEvent(): void;
  previousEvent(): void;

  /**
   * To the moment of the next change to a document, or back before the last one.
   */
  nextChange(): Promise<void>;
  previousChange(): Promise<void>;

  /**
   * Where the one who is followed works; null if nobody is.
   */
  followed(): IPlace | null;
}

/**
 * The recording of the page's pad.
 */
export interface IPlayback {
  readonly api: PlaybackApi;

  /**
   * What members alone know of the pad; null where the host cannot be reached from here.
   */
  readonly review: ReviewModel | null;

  /**
   * Resolves when the recording can be played.
   */
  readonly player: Promise<IPlayer>;
}

export const IPlayback = new Token<IPlayback>(
  'interview-labextension:IPlayback',
  'The recording of an interview that has ended, and its clock.'
);
