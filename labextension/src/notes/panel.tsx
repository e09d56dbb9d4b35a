import { ReactWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import { Message } from '@lumino/messaging';
import React, {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState
} from 'react';

import { useChanged } from '../components/hooks';
import { explain } from '../services/explain';
import { Visibility } from './api';
import { ReadLine, WrittenLine } from './line';
import { Mark, MARKS } from './lines';
import { isEmpty, NotesModel } from './model';
import { INotesPlace } from './place';
import { markLabel, statusWords, visibilityLabels } from './words';

/**
 * One's own notes, and those that colleagues let one read.
 */
export class NotesPanel extends ReactWidget {
  constructor(private _options: NotesPanel.IOptions) {
    super();
    this.addClass('interview-Notes');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Notes'));
    this.node.tabIndex = -1;
    this.node.addEventListener('keydown', this._onKeyDown);
  }

  /**
   * Begin a line. Until it is there, what is typed does not go to where one was before, which may
   * be a document that the candidate reads; it is for the line.
   */
  begin(): void {
    if (!this.node.contains(document.activeElement)) {
      this.node.focus();
      this._early = '';
    }
    void this._options.model().begin();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._begin();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._begin();
  }

  protected override render(): JSX.Element | null {
    const { model, ...options } = this._options;
    return this._isWanted ? (
      <Notes
        model={model()}
        begin={() => this.begin()}
        takeEarly={() => this._takeEarly()}
        {...options}
      />
    ) : null;
  }

  /**
   * Ask for nothing until somebody looks.
   */
  private _begin(): void {
    if (!this._isWanted && this.isVisible) {
      this._isWanted = true;
      this.update();
    }
  }

  private _onKeyDown = (event: KeyboardEvent) => {
    const { altKey, ctrlKey, key, metaKey, target } = event;
    if (
      this._early === null ||
      target !== this.node ||
      altKey ||
      ctrlKey ||
      metaKey
    ) {
      return;
    }
    if (key === 'Backspace') {
      this._early = this._early.slice(0, -1);
    } else if ([...key].length === 1) {
      this._early += key;
    } else {
      return;
    }
    event.preventDefault();
  };

  private _takeEarly(): string {
    const early = this._early ?? '';
    this._early = null;
    return early;
  }

  private _isWanted = false;
  // What was typed while a line is waited for; null while none is.
  private _early: string | null = null;
}

export namespace NotesPanel {
  export interface IOptions {
    /**
     * Gives the model, which is made when it is wanted for the first time.
     */
    model: () => NotesModel;
    /**
     * Mark the present moment, and say so.
     */
    mark: (mark: Exclude<Mark, ''>) => Promise<void>;
    /**
     * The keys that mark, as people read them and as ARIA has them.
     */
    keys: Readonly<Record<Exclude<Mark, ''> | 'write', NotesPanel.IKeys>>;
    rendermime: IRenderMimeRegistry;
    trans: TranslationBundle;
  }

  export interface IKeys {
    readonly words: string;
    readonly aria: string;
  }
}

function Notes(
  props: Omit<NotesPanel.IOptions, 'model'> & {
    model: NotesModel;
    begin: () => void;
    /**
     * Gives what was typed before the line was there.
     */
    takeEarly: () => string;
  }
): JSX.Element {
  const { begin, keys, mark, model, rendermime, takeEarly, trans } = props;
  useChanged(model.changed);
  const [formatted, setFormatted] = useState(false);
  const node = useRef<HTMLDivElement>(null);
  const { draft, lines, others, place } = model;
  const now = useNow(place);
  // Own lines and others' are each in the order of their moments.
  const current = place.link && now !== null ? lastBefore(lines, now) : null;
  const writing = lines.some(({ id }) => id === model.caret?.line);
  useLayoutEffect(() => {
    if (writing) {
      setFormatted(false);
    }
  }, [writing]);
  useLayoutEffect(() => {
    const { caret } = model;
    const line = node.current?.querySelector(`[data-line="${caret?.line}"]`);
    const area = line?.querySelector('textarea');
    // It waits for its line, which may not be drawn yet.
    if (caret && area) {
      model.caretIsThere();
      area.focus();
      const early = takeEarly();
      if (early) {
        const { text } = lines.find(({ id }) => id === caret.line)!;
        text.insert(caret.offset, early);
      }
      const offset = caret.offset + early.length;
      area.setSelectionRange(offset, offset);
    }
  });
  const written = lines.filter(line => !isEmpty(line));
  return (
    <div ref={node} className="interview-Notes-content">
      <div className="interview-Notes-top">
        <h2>{trans.__('Notes')}</h2>
        <span className="interview-Notes-status" role="status">
          {statusWords(draft, trans)}
        </span>
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          aria-pressed={formatted}
          onClick={() => setFormatted(!formatted)}
        >
          {trans.__('Formatted')}
        </button>
      </div>
      {lines.length === 0 && (
        <p className="interview-Notes-hint">
          {trans.__(
            'Each line has the time at which it was written, which leads back there when the interview is played back. Markdown works. Candidates never see any of it.'
          )}
        </p>
      )}
      {formatted ? (
        <ol className="interview-NoteList" aria-label={trans.__('My notes')}>
          {written.map(({ id, at, mark, text }) => (
            <ReadLine
              key={id}
              line={{ id, at, mark, text: text.toString() }}
              current={id === current}
              place={place}
              rendermime={rendermime}
              trans={trans}
            />
          ))}
        </ol>
      ) : (
        <ol className="interview-NoteList" aria-label={trans.__('My notes')}>
          {lines.map((line, index) => (
            <WrittenLine
              key={line.id}
              line={line}
              before={lines[index - 1] ?? null}
              after={lines[index + 1] ?? null}
              current={line.id === current}
              model={model}
              trans={trans}
            />
          ))}
        </ol>
      )}
      <div
        className="interview-Notes-buttons"
        // An empty line would go with the focus, and the buttons move away below the pointer.
        onMouseDown={event => event.preventDefault()}
      >
        <button
          type="button"
          className="interview-Button"
          title={keys.write.words}
          aria-keyshortcuts={keys.write.aria}
          onClick={begin}
        >
          {trans.__('New note')}
        </button>
        {MARKS.map(one => (
          <button
            key={one}
            type="button"
            className="interview-Button interview-mod-quiet"
            title={keys[one].words}
            aria-keyshortcuts={keys[one].aria}
            onClick={() => void mark(one)}
          >
            {markLabel(one, trans)}
          </button>
        ))}
        {model.removed && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={() => model.restore()}
          >
            {trans.__('Bring back what I deleted')}
          </button>
        )}
      </div>
      <Sharing model={model} trans={trans} />
      <p className="interview-Failure" role="alert">
        {model.failure ? explain(model.failure, trans) : ''}
      </p>
      {others.map(({ member, lines }) => {
        const last = place.link && now !== null ? lastBefore(lines, now) : null;
        return (
          <section key={member.id} className="interview-Notes-others">
            <h3>{trans.__('Notes of %1', member.name)}</h3>
            <ol className="interview-NoteList">
              {lines.map((line, index) => (
                <ReadLine
                  key={line.id || index}
                  line={line}
                  current={last !== null && line.id === last}
                  place={place}
                  rendermime={rendermime}
                  trans={trans}
                />
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

/**
 * Who may read one's notes.
 */
function Sharing(props: {
  model: NotesModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const [failure, setFailure] = useState('');
  const id = useId();
  const share = async (visibility: Visibility) => {
    setFailure('');
    try {
      await model.share(visibility);
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  return (
    <div className="interview-Notes-sharing">
      <label htmlFor={id}>{trans.__('Who may read my notes')}</label>
      <HTMLSelect
        id={id}
        disabled={model.visibility === null}
        value={model.visibility ?? 'mine'}
        onChange={event => void share(event.currentTarget.value as Visibility)}
        options={[...visibilityLabels(trans)]}
      />
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
    </div>
  );
}

/**
 * The present moment where one goes through a recording, up to the end of its second; null
 * elsewhere.
 */
function useNow(place: INotesPlace): number | null {
  const [now, setNow] = useState(() => secondOf(place));
  useEffect(() => place.watch(() => setNow(secondOf(place))), [place]);
  return now;
}

function secondOf(place: INotesPlace): number | null {
  const now = place.link ? place.now() : null;
  return now === null ? null : Math.floor(now / 1000) * 1000 + 999;
}

/**
 * The id of the last line about what had happened.
 */
function lastBefore(
  lines: ReadonlyArray<{ readonly id: string; readonly at: number | null }>,
  now: number
): string | null {
  let last: { readonly id: string; readonly at: number | null } | null = null;
  for (const line of lines) {
    if (line.at !== null && line.at <= now && line.at >= (last?.at ?? 0)) {
      last = line;
    }
  }
  return last?.id ?? null;
}
