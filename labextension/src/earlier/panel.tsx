import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useState } from 'react';

import { useChanged } from '../components/hooks';
import { TestReport } from '../pad/tasks/report';
import { explain } from '../services/explain';
import { EarlierModel } from './model';
import {
  EarlierSort,
  IEarlierDocument,
  IEarlierPad,
  IEarlierPart,
  IEarlierWork,
  ITestCount
} from './types';

// Milliseconds without a key until what is typed is looked for.
const PAUSE = 250;

/**
 * What the candidate wrote before: take-homes and interviews that have ended.
 */
export class EarlierPanel extends ReactWidget {
  constructor(private _options: EarlierPanel.IOptions) {
    super();
    this.addClass('interview-Earlier');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Tests'));
  }

  protected override render(): JSX.Element {
    return <Earlier {...this._options} />;
  }

  protected override onAfterShow(): void {
    void this._options.model.refresh();
  }
}

export namespace EarlierPanel {
  export interface IOptions {
    model: EarlierModel;
    /**
     * Shows documents of an earlier pad beside the live one.
     */
    show: (
      work: IEarlierWork,
      documents: ReadonlyArray<IEarlierDocument>
    ) => Promise<void>;
    trans: TranslationBundle;
  }
}

function Earlier(props: EarlierPanel.IOptions): JSX.Element {
  const { model, trans } = props;
  useChanged(model.changed);
  const [words, setWords] = useState(model.words);
  const searchId = useId();
  const sortId = useId();
  useEffect(() => {
    if (words === model.words) {
      return;
    }
    const timer = setTimeout(() => void model.look(words, model.sort), PAUSE);
    return () => clearTimeout(timer);
  }, [words, model]);
  const { failure, pads } = model;
  return (
    <>
      <h2>{trans.__('Tests')}</h2>
      <p className="interview-Earlier-hint">
        {trans.__(
          'What this candidate wrote before. Launch opens it beside the interview; only you see it.'
        )}
      </p>
      <div className="interview-Earlier-search">
        <label htmlFor={searchId}>{trans.__('Search')}</label>
        <input
          id={searchId}
          type="search"
          className="jp-mod-styled"
          placeholder={trans.__('Title, task or language')}
          maxLength={200}
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        <label htmlFor={sortId}>{trans.__('Sort by')}</label>
        <select
          id={sortId}
          className="jp-mod-styled"
          value={model.sort}
          onChange={event =>
            void model.look(words, event.target.value as EarlierSort)
          }
        >
          <option value="ended">{trans.__('Newest first')}</option>
          <option value="title">{trans.__('Title')}</option>
          <option value="tests">{trans.__('Tests passed')}</option>
        </select>
      </div>
      <p className="interview-Failure" role="alert">
        {failure ? explain(failure, trans) : ''}
      </p>
      <p className="interview-Earlier-count" role="status">
        {pads?.length === 0
          ? model.words.trim()
            ? trans.__('Nothing found. Try fewer words.')
            : trans.__(
                'There is no earlier work of this candidate, or none that you may see.'
              )
          : ''}
      </p>
      <ul className="interview-Earlier-list">
        {pads?.map(pad => (
          <li key={pad.id}>
            <Pad {...props} pad={pad} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Pad(props: EarlierPanel.IOptions & { pad: IEarlierPad }): JSX.Element {
  const { model, pad, show, trans } = props;
  const [isBusy, setBusy] = useState(false);
  const work = model.opened.get(pad.id);
  const headingId = useId();
  const launch = async () => {
    setBusy(true);
    const found = await model.open(pad.id);
    if (found) {
      await show(
        found,
        found.parts.flatMap(({ documents }) =>
          documents.filter(({ first }) => first)
        )
      );
    }
    setBusy(false);
  };
  return (
    <article className="interview-EarlierPad" aria-labelledby={headingId}>
      <h3 id={headingId}>{pad.title}</h3>
      <p className="interview-EarlierPad-facts">
        {[
          pad.kind === 'take_home'
            ? trans.__('Take-home')
            : trans.__('Interview'),
          pad.candidate,
          pad.ended &&
            new Date(pad.ended).toLocaleDateString(
              document.documentElement.lang || undefined
            )
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {!work && pad.tasks.length > 0 && (
        <ul className="interview-EarlierPad-tasks">
          {pad.tasks.map(task => (
            <li key={task.id}>
              {task.title}{' '}
              <span className="interview-EarlierPad-tests">
                {testsInWords(task.tests, trans)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {!pad.confirmed && (
        <p className="interview-EarlierPad-doubt">
          {pad.email
            ? trans.__(
                'Somebody of the same name, with the address %1. Is it the same person?',
                pad.email
              )
            : trans.__('Somebody of the same name. Is it the same person?')}
        </p>
      )}
      <div className="interview-EarlierPad-buttons">
        {pad.confirmed ? (
          <button
            type="button"
            className="interview-Button interview-mod-accent"
            aria-label={trans.__('Launch %1', pad.title)}
            aria-disabled={isBusy}
            onClick={() => !isBusy && void launch()}
          >
            {trans.__('Launch')}
          </button>
        ) : (
          <button
            type="button"
            className="interview-Button"
            aria-label={trans.__('%1 is of the same person', pad.title)}
            onClick={() => void model.confirm(pad.id, true)}
          >
            {trans.__('Yes, the same person')}
          </button>
        )}
        {pad.confirmed && (
          <a
            className="interview-Button"
            href={pad.url}
            target="_blank"
            rel="noreferrer"
            aria-label={trans.__('Play back %1 in a new tab', pad.title)}
          >
            {trans.__('Playback')}
          </a>
        )}
        {pad.confirmed && pad.match === 'name' && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            aria-label={trans.__('%1 is of somebody else', pad.title)}
            onClick={() => void model.confirm(pad.id, false)}
          >
            {trans.__('Not the same person')}
          </button>
        )}
      </div>
      {work?.parts.map((part, index) => (
        <Part key={index} {...props} work={work} part={part} />
      ))}
    </article>
  );
}

function Part(
  props: EarlierPanel.IOptions & { work: IEarlierWork; part: IEarlierPart }
): JSX.Element {
  const { part, show, trans, work } = props;
  return (
    <section className="interview-EarlierPart">
      <h4>{part.title || trans.__('Documents')}</h4>
      <ul className="interview-EarlierPart-documents">
        {part.documents.map(document => (
          <li key={document.path}>
            <button
              type="button"
              className="interview-Button interview-mod-quiet"
              onClick={() => void show(work, [document])}
            >
              {document.path}
            </button>
          </li>
        ))}
      </ul>
      {part.id !== null && part.runs.length === 0 && (
        <p className="interview-Earlier-hint">
          {trans.__('No tests were run.')}
        </p>
      )}
      {part.runs.map(run => (
        <details key={run.tests}>
          <summary>
            {run.tests === 'hidden'
              ? trans.__('Hidden tests')
              : trans.__('Visible tests')}
          </summary>
          <TestReport report={run.report} trans={trans} />
        </details>
      ))}
    </section>
  );
}

function testsInWords(
  tests: ITestCount | null,
  trans: TranslationBundle
): string {
  return tests
    ? trans.__('%1 of %2 tests passed', tests.passed, tests.total)
    : trans.__('No tests were run.');
}
