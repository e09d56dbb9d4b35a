/**
 * What the server derives from a recording, as it comes over the wire, and the states that the
 * player makes of it. Times are in milliseconds since the start of the recording.
 */

export type Json =
  | null
  | boolean
  | number
  | string
  | ReadonlyArray<Json>
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/**
 * Who changed a line last, as a position in the manifest's participants, and when. -1 is nobody:
 * the server, or a program.
 */
export type Stamp = readonly [who: number, time: number];

/**
 * The key under which a map with a source keeps the stamps of the source's lines.
 */
export const LINES = '$lines';

/**
 * Where somebody's cursor is.
 */
export interface IPlace {
  /**
   * Position of the document in the manifest.
   */
  readonly doc: number;
  /**
   * The cell; null in a file.
   */
  readonly cell: string | null;
  /**
   * UTF-16 offsets into the source.
   */
  readonly anchor: number;
  readonly head: number;
}

/**
 * Everything at one moment. States are never changed: what did not change from one to the next
 * is the same object in both.
 */
export interface IState {
  /**
   * The shared types of each document, null before it exists.
   */
  readonly docs: ReadonlyArray<JsonObject | null>;
  /**
   * By position in the manifest's participants.
   */
  readonly cursors: Readonly<Record<string, IPlace>>;
}

export type Path = ReadonlyArray<string | number>;

export type Op =
  /** The document begins, or is replaced. */
  | readonly ['r', root: JsonObject]
  /** Text is replaced. */
  | readonly ['t', path: Path, at: number, remove: number, insert: string]
  /** Elements of an array are replaced. */
  | readonly [
      'a',
      path: Path,
      at: number,
      remove: number,
      insert: ReadonlyArray<Json>
    ]
  /** A key of a map is set. */
  | readonly ['m', path: Path, key: string, value: Json]
  /** A key of a map is deleted. */
  | readonly ['x', path: Path, key: string]
  /** A cursor goes somewhere, or away. */
  | readonly ['c', place: IPlace | null];

/**
 * What one person changed at one moment: how long after the change before, who, in which
 * document (-1: their cursor), and how.
 */
export type Change = readonly [
  after: number,
  who: number,
  doc: number,
  ...ops: Op[]
];

/**
 * A stretch of a recording.
 */
export interface ISegment {
  readonly state: IState;
  readonly changes: ReadonlyArray<Change>;
}

/**
 * Changes by what they consist of, as docs/playback-format.md has them.
 */
export interface IColumns {
  readonly times: ReadonlyArray<number>;
  readonly who: ReadonlyArray<number>;
  readonly doc: ReadonlyArray<number>;
  readonly kinds: ReadonlyArray<number>;
  readonly at: ReadonlyArray<number>;
  readonly deleted: ReadonlyArray<number>;
  readonly lengths: ReadonlyArray<number>;
  readonly text: string;
  readonly moved: ReadonlyArray<number>;
  readonly others: ReadonlyArray<ReadonlyArray<Op>>;
}

/**
 * A stretch of a recording, as it comes over the wire.
 */
export interface ISentSegment {
  readonly state: IState;
  readonly changes: IColumns;
  /**
   * Long strings that are kept apart, by their hashes.
   */
  readonly blobs?: ReadonlyArray<string>;
}

export interface ISegmentInfo {
  readonly hash: string;
  readonly from: number;
  readonly to: number;
  readonly changes: number;
  /**
   * Bytes over the wire.
   */
  readonly size: number;
}

export interface IParticipant {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /**
   * A CSS colour on which white text can be read.
   */
  readonly color: string;
}

export interface IDocument {
  readonly id: string;
  readonly path: string;
  readonly type: 'notebook' | 'file' | 'pad';
}

interface IEventBase {
  readonly t: number;
  readonly who: number;
}

export interface IRunEvent extends IEventBase {
  readonly kind: 'run';
  readonly end: number;
  readonly doc: number | null;
  readonly cell: string | null;
  readonly source: string;
  readonly status: string;
  readonly result?: {
    readonly outputs: number;
    readonly error: string | null;
    readonly text: string;
  } | null;
}

export interface IKernelEvent extends IEventBase {
  readonly kind: 'kernel';
  readonly event: string;
  readonly path: string;
  readonly words: string;
}

export interface IPresenceEvent extends IEventBase {
  readonly kind: 'join' | 'leave';
}

export interface IAdmissionEvent extends IEventBase {
  readonly kind: 'admission';
  readonly name: string;
  readonly state: string;
}

export interface IStateEvent extends IEventBase {
  readonly kind: 'state';
  readonly state: string;
}

export interface ITaskEvent extends IEventBase {
  readonly kind: 'task';
  readonly action?: 'attached' | 'opened' | 'revealed' | 'tests';
  readonly title?: string;
  /**
   * Who did it, where that is nobody who was in the pad.
   */
  readonly by?: string;
  /**
   * How many steps are shown.
   */
  readonly steps?: number;
  readonly tests?: 'visible' | 'hidden';
  readonly passed?: number;
  /**
   * Of the steps, or of the tests.
   */
  readonly total?: number;
}

export interface IFocusEvent extends IEventBase {
  readonly kind: 'focus';
  readonly event: string;
}

export interface ISignalEvent extends IEventBase {
  readonly kind: 'signal';
  readonly signal: 'paste' | 'away' | 'copy_all' | 'burst';
  readonly doc?: number | null;
  readonly cell?: string | null;
  /**
   * How many of them are told as one.
   */
  readonly count: number;
  /**
   * Characters.
   */
  readonly size: number;
  /**
   * Whether what was pasted had been copied in the pad.
   */
  readonly inside?: boolean;
  readonly end?: number | null;
}

export type PlaybackEvent =
  | IRunEvent
  | IKernelEvent
  | IPresenceEvent
  | IAdmissionEvent
  | IStateEvent
  | ITaskEvent
  | IFocusEvent
  | ISignalEvent;

export interface IManifest {
  readonly format: number;
  readonly pad: { readonly id: string; readonly title: string };
  /**
   * Milliseconds since the epoch.
   */
  readonly start: number;
  readonly duration: number;
  readonly participants: ReadonlyArray<IParticipant>;
  readonly documents: ReadonlyArray<IDocument>;
  readonly segments: ReadonlyArray<ISegmentInfo>;
  /**
   * Position of the document to begin with.
   */
  readonly front: number;
  readonly activity: {
    readonly step: number;
    readonly of: ReadonlyArray<ReadonlyArray<number>>;
  };
  /**
   * Stretches in which nothing happened.
   */
  readonly idle: ReadonlyArray<readonly [from: number, to: number]>;
  readonly events: ReadonlyArray<PlaybackEvent>;
  /**
   * The server's words about what is missing.
   */
  readonly notes: ReadonlyArray<string>;
}
