import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { explain } from '../services/explain';
import {
  IProgress,
  IReproducibility,
  isProgress,
  PlaybackApi,
  Verdict
} from './api';
import { EventSign } from './events/signs';
import { Sign } from './events/words';
import { IPlayer } from './tokens';

// Milliseconds between two questions how far it is.
const PAUSE = 1500;

/**
 * Whether the notebooks give again what they gave.
 */
export class ReproducibilityPanel extends ReactWidget {
  constructor(private _options: ReproducibilityPanel.IOptions) {
    super();
    this.id = 'interview-reproducibility';
    this.addClass('interview-Events');
    this.addClass('interview-Reproducibility');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute(
      'aria-label',
      _options.trans.__('Does it run again?')
    );
  }

  protected override render(): JSX.Element {
    return <Verdicts {...this._options} />;
  }
}

export namespace ReproducibilityPanel {
  export interface IOptions {
    api: PlaybackApi;
    player: IPlayer;
    trans: TranslationBundle;
  }
}

const SIGNS: Record<Verdict, Sign> = {
  same: 'good',
  differs: 'stopped',
  fails: 'bad',
  not_run: 'away'
};

function word(verdict: Verdict, trans: TranslationBundle): string {
  switch (verdict) {
    case 'same':
      return trans.__('Same output');
    case 'differs':
      return trans.__('Other output');
    case 'fails':
      return trans.__('Fails');
    case 'not_run':
      return trans.__('Not run');
  }
}

function Verdicts(props: ReproducibilityPanel.IOptions): JSX.Element {
  const { api, player, trans } = props;
  const [answer, setAnswer] = useState<IReproducibility | IProgress | null>(
    null
  );
  const [failure, setFailure] = useState('');
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      try {
        const news = await api.reproducibility();
        if (over) {
          return;
        }
        setAnswer(news);
        setFailure('');
        if (isProgress(news)) {
          timer = setTimeout(() => void ask(), PAUSE);
        }
      } catch (error) {
        if (!over) {
          setFailure(explain(error, trans));
        }
      }
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [api, asked, trans]);
  const again = async () => {
    setFailure('');
    try {
      await api.reproduce();
      setAsked(asked + 1);
    } catch (error) {
      setFailure(explain(error, trans));
    }
  };
  const running = answer !== null && isProgress(answer);
  return (
    <>
      <h2>{trans.__('Does it run again?')}</h2>
      <p>
        {trans.__(
          'Every cell was run once more from the top, in a fresh sandbox, and its output compared.'
        )}
      </p>
      <div role="status">
        {failure}
        {running && (
          <>
            <p>{answer.message || trans.__('The cells are being run…')}</p>
            <progress
              max={1}
              value={answer.progress}
              aria-label={trans.__('The cells are being run…')}
            />
          </>
        )}
      </div>
      {answer !== null && !isProgress(answer) && (
        <>
          {answer.notebooks.length === 0 && (
            <p>{trans.__('There is no notebook in this pad.')}</p>
          )}
          {answer.notebooks.map(notebook => (
            <section key={notebook.path} aria-label={notebook.path}>
              <h3>{notebook.path}</h3>
              {notebook.words && <p>{notebook.words}</p>}
              <ol className="interview-Events-list">
                {notebook.cells.map(cell => (
                  <li key={cell.id} data-verdict={cell.verdict}>
                    <button
                      type="button"
                      className="interview-Event"
                      onClick={() => show(player, notebook.path, cell.id)}
                    >
                      <span className="interview-Event-time">
                        {trans.__('Cell %1', cell.index + 1)}
                      </span>
                      <EventSign sign={SIGNS[cell.verdict]} />
                      <span className="interview-Event-words">
                        {word(cell.verdict, trans)}
                      </span>
                      {cell.words && (
                        <span className="interview-Event-more">
                          {cell.words}
                        </span>
                      )}
                    </button>
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </>
      )}
      {!running && (
        <button
          type="button"
          className="interview-Button"
          onClick={() => void again()}
        >
          {trans.__('Run again')}
        </button>
      )}
    </>
  );
}

/**
 * Go to a cell as it was at the end.
 */
function show(player: IPlayer, path: string, cell: string): void {
  player.pause();
  player.seek(player.manifest.duration);
  const doc = player.manifest.documents.findIndex(each => each.path === path);
  player.reveal({ doc, cell });
}
