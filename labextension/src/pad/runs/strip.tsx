import { ReactWidget } from '@jupyterlab/apputils';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { Message } from '@lumino/messaging';
import React, { useEffect, useId, useRef, useState } from 'react';

import { useChanged, useTick } from '../../components/hooks';
import { duration } from '../clock';
import { May } from '../may';
import { IPrompt, IRuns, IRunState } from '../tokens';
import { complain } from './words';

/**
 * One line under a document: what runs, what a program asks, what went wrong. It takes no
 * room while there is nothing to say.
 */
export class RunStrip extends ReactWidget {
  constructor(private _options: RunStrip.IOptions) {
    super();
    this.addClass('interview-RunStrip');
    this._options.runs.changed.connect(this._onChanged, this);
    this._resized = new ResizeObserver(() => this._fit());
    this._onChanged();
  }

  override dispose(): void {
    this._resized.disconnect();
    this._options.runs.changed.disconnect(this._onChanged, this);
    super.dispose();
  }

  protected override render(): JSX.Element {
    return (
      <div ref={this._observe} className="interview-RunStrip-content">
        <Strip {...this._options} />
      </div>
    );
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._fit();
  }

  private _observe = (node: HTMLElement | null) => {
    this._content = node;
    this._resized.disconnect();
    if (node) {
      this._resized.observe(node);
    }
  };

  private _onChanged(): void {
    const state = this._options.runs.get(this._options.path());
    this.setHidden(
      !state.prompt && !state.message && !state.run_id && !state.queue.length
    );
  }

  /**
   * The document's layout goes by minimal heights: tell it how high the words are.
   */
  private _fit(): void {
    const height = `${this._content?.offsetHeight ?? 0}px`;
    if (this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      this.parent?.fit();
    }
  }

  private _content: HTMLElement | null = null;
  private _resized: ResizeObserver;
}

export namespace RunStrip {
  export interface IOptions {
    runs: IRuns;
    path: () => string;
    /**
     * The server's clock, in milliseconds since the epoch.
     */
    now: () => number;
    /**
     * The participant on this page, once that is known.
     */
    me: () => string | null;
    /**
     * What a run is called: "main.py", or "cell 3"; null if it is gone.
     */
    nameOf: (state: IRunState) => string | null;
    trans: TranslationBundle;
    translator: ITranslator;
  }
}

function Strip(props: RunStrip.IOptions): JSX.Element {
  const { runs, path, trans } = props;
  useChanged(runs.changed);
  const state = runs.get(path());
  return (
    <>
      {state.message && (
        <div className="interview-RunStrip-message" role="alert">
          <span className="interview-RunStrip-mark" aria-hidden="true">
            !
          </span>
          {state.message}
        </div>
      )}
      {state.prompt ? (
        <Prompt
          key={state.prompt.run_id + state.prompt.text}
          prompt={state.prompt}
          mine={state.by_id !== null && state.by_id === props.me()}
          {...props}
        />
      ) : (
        (state.run_id !== null || state.queue.length > 0) && (
          <Running state={state} {...props} />
        )
      )}
      {/* Said once, where a line that counts seconds would be said again and again. */}
      <span role="status" className="interview-mod-heard">
        {state.prompt
          ? trans.__('The program waits for input.')
          : state.run_id
            ? sentence(state, props)
            : ''}
      </span>
    </>
  );
}

function sentence(state: IRunState, props: RunStrip.IOptions): string {
  const { trans, nameOf, me } = props;
  const what = nameOf(state);
  const mine = state.by_id !== null && state.by_id === me();
  if (state.kernel === 'starting') {
    return what
      ? trans.__('Starting to run %1…', what)
      : trans.__('Starting to run…');
  }
  if (mine || !state.by) {
    return what ? trans.__('Running %1', what) : trans.__('Running');
  }
  return what
    ? trans.__('%1 is running %2', state.by, what)
    : trans.__('%1 is running a cell', state.by);
}

function Running(props: RunStrip.IOptions & { state: IRunState }): JSX.Element {
  const { state, trans, now } = props;
  useTick(1000);
  const elapsed = state.started === null ? null : now() - state.started;
  return (
    <div className="interview-RunStrip-running" aria-hidden="true">
      <span className="interview-Spinner" />
      <span>{sentence(state, props)}</span>
      {elapsed !== null && elapsed >= 1000 && (
        <span className="interview-RunStrip-time">{duration(elapsed)}</span>
      )}
      {state.queue.length > 0 && (
        <span className="interview-RunStrip-more">
          {trans._n('%1 more waits', '%1 more wait', state.queue.length)}
        </span>
      )}
    </div>
  );
}

function Prompt(
  props: RunStrip.IOptions & { prompt: IPrompt; mine: boolean }
): JSX.Element {
  const { prompt, mine, runs, trans } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    // Whoever ran the program is asked; nobody else is torn away from what they type.
    if (mine) {
      field.current?.focus();
    }
  }, [mine]);
  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    setSending(true);
    try {
      await runs.answer(prompt, field.current?.value ?? '');
    } catch (error) {
      complain(error, trans);
    } finally {
      setSending(false);
    }
  };
  const label = prompt.text.trim() || trans.__('Input for the program');
  if (!May.edit()) {
    return <div className="interview-RunStrip-running">{label}</div>;
  }
  return (
    <form className="interview-RunStrip-prompt" onSubmit={send}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={field}
        className="jp-mod-styled"
        type={prompt.password ? 'password' : 'text'}
        autoComplete="off"
        spellCheck={false}
        disabled={sending}
        // The program's own line is what Enter sends; shortcuts keep out of it.
        onKeyDown={event => event.stopPropagation()}
      />
      <button
        type="submit"
        className="interview-Button interview-mod-accent"
        disabled={sending}
      >
        {trans.__('Send')}
      </button>
    </form>
  );
}
