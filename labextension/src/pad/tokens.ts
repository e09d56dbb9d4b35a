import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';
import * as Y from 'yjs';

import { Role } from '../services/types';
import { IShownTask, ITestsState } from './tasks/types';

/**
 * The document about the pad itself, which the server writes and every browser reads.
 */
export interface IPadDocument {
  readonly doc: Y.Doc;

  /**
   * Whether the server's state has arrived.
   */
  readonly synced: boolean;

  readonly syncedChanged: ISignal<IPadDocument, boolean>;
}

export const IPadDocument = new Token<IPadDocument>(
  'interview-labextension:IPadDocument',
  'The shared document about the pad: who is here, what runs, what files printed.'
);

/**
 * Someone who is or was in the pad.
 */
export interface IPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /**
   * A CSS colour on which white text can be read.
   */
  readonly color: string;
  /**
   * Whether they have the pad open.
   */
  readonly here: boolean;
}

/**
 * Who is in the pad.
 */
export interface IPeople {
  /**
   * Those who have the pad open: oneself first, then by name.
   */
  readonly here: ReadonlyArray<IPerson>;

  readonly changed: ISignal<IPeople, void>;

  get(id: string): IPerson | null;
}

export const IPeople = new Token<IPeople>(
  'interview-labextension:IPeople',
  'Who is in the pad.'
);

export type KernelState = 'none' | 'starting' | 'idle' | 'busy' | 'dead';

/**
 * A program that waits for a line of input.
 */
export interface IPrompt {
  readonly run_id: string;
  /**
   * What the program asks; may be empty.
   */
  readonly text: string;
  readonly password: boolean;
}

/**
 * What runs in a document, the same for everybody in the pad.
 */
export interface IRunState {
  readonly kernel: KernelState;
  /**
   * What people have to know, in words; empty if there is nothing.
   */
  readonly message: string;
  readonly run_id: string | null;
  /**
   * The cell that runs; null for a file.
   */
  readonly cell_id: string | null;
  /**
   * The name of the person who asked for the run.
   */
  readonly by: string | null;
  readonly by_id: string | null;
  /**
   * When the run began, in milliseconds since the epoch by the server's clock.
   */
  readonly started: number | null;
  /**
   * The cells that wait, in their order.
   */
  readonly queue: ReadonlyArray<string>;
  readonly prompt: IPrompt | null;
}

/**
 * What runs in a pad's documents, now or at the moment of a recording that is shown.
 */
export interface IRunStates {
  /**
   * What runs in a document.
   */
  get(path: string): IRunState;

  /**
   * The outputs of a file's last run; null if it was never run.
   */
  console(path: string): { toJSON(): unknown[] } | null;

  /**
   * Something changed in `get`.
   */
  readonly changed: ISignal<unknown, void>;

  /**
   * Something changed in a file's `console`.
   */
  readonly consoleChanged: ISignal<unknown, IRuns.IConsoleChange>;
}

/**
 * The runs of the pad's documents. Methods throw `RequestError`; then nothing was done.
 */
export interface IRuns extends IRunStates {
  /**
   * Ask the server to run a document, or a cell of it. Resolves when it is queued there.
   * Requests reach the server in the order of the calls.
   *
   * @param doc - The document as this browser has it: what runs is what stands there now.
   */
  run(path: string, doc: Y.Doc, cellId?: string): Promise<void>;

  /**
   * Answer a program that waits for input.
   */
  answer(prompt: IPrompt, value: string): Promise<void>;

  interrupt(path: string): Promise<void>;

  restart(path: string): Promise<void>;
}

export namespace IRuns {
  export interface IConsoleChange {
    readonly path: string;
    /**
     * The first output that may look different now.
     */
    readonly from: number;
  }
}

export const IRuns = new Token<IRuns>(
  'interview-labextension:IRuns',
  'What runs in the documents of the pad, and the ways to start and stop it.'
);

/**
 * What everybody sees of the pad's tasks.
 */
export interface IShownTasks {
  /**
   * The task that is worked on: the one chosen on this page, or everybody's.
   */
  readonly current: (IShownTask & { readonly id: string }) | null;

  /**
   * Those that were opened, in their order.
   */
  readonly all: ReadonlyArray<IShownTask & { readonly id: string }>;

  /**
   * Go to a task on this page, whatever the others look at.
   */
  choose(id: string): void;

  /**
   * How the tests of a task go, or went last; null if they were never run.
   */
  tests(id: string): ITestsState | null;

  readonly changed: ISignal<IShownTasks, void>;
}

export const IShownTasks = new Token<IShownTasks>(
  'interview-labextension:IShownTasks',
  'What everybody sees of the tasks of the pad.'
);
