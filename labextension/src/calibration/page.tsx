import { IThemeManager, ReactWidget } from '@jupyterlab/apputils';
import { ServerConnection } from '@jupyterlab/services';
import { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';
import type { Spec } from 'vega';
import React, { useCallback, useEffect, useMemo, useState } from 'react';

import { useChanged } from '../components/hooks';
import { RECOMMENDATIONS } from '../feedback/types';
import { recommendationWords } from '../feedback/words';
import { explain } from '../services/explain';
import {
  calibration,
  ICalibration,
  IInterviewerFigures,
  IJudged,
  IQuestionFigures
} from './api';
import { Chart } from './chart';
import { chartIcon } from './icons';
import { ILevel, ILook, levelsChart, minutesChart } from './specs';

const NEVER: ISignal<object, unknown> = new Signal<object, unknown>({});

/**
 * The Calibration page: whether everybody asks and judges alike.
 */
export class CalibrationPage extends ReactWidget {
  constructor(private _options: CalibrationPage.IOptions) {
    super();
    this.id = 'interview-calibration';
    this.addClass('interview-Home');
    this.addClass('interview-Calibration');
    this.title.label = _options.trans.__('Calibration');
    this.title.icon = chartIcon;
    this.title.closable = true;
    this.node.tabIndex = -1;
  }

  /**
   * Ask for the figures anew.
   */
  refresh(): void {
    this._stale.emit();
  }

  protected override render(): JSX.Element {
    return <Calibration {...this._options} stale={this._stale} />;
  }

  private _stale = new Signal<this, void>(this);
}

export namespace CalibrationPage {
  export interface IOptions {
    readonly settings: ServerConnection.ISettings;
    readonly themes: IThemeManager | null;
    readonly trans: TranslationBundle;
  }
}

function Calibration(
  props: CalibrationPage.IOptions & { stale: ISignal<unknown, void> }
): JSX.Element {
  const { settings, stale, themes, trans } = props;
  useChanged(themes?.themeChanged ?? NEVER);
  const [found, setFound] = useState<ICalibration | null>(null);
  const [failure, setFailure] = useState('');
  const fail = useCallback(
    (reason: unknown) => setFailure(explain(reason, trans)),
    [trans]
  );
  useEffect(() => {
    let gone = false;
    const refresh = () => {
      calibration(settings).then(
        answer => {
          if (!gone) {
            setFound(answer);
            setFailure('');
          }
        },
        reason => {
          if (!gone) {
            fail(reason);
          }
        }
      );
    };
    refresh();
    stale.connect(refresh);
    return () => {
      gone = true;
      stale.disconnect(refresh);
    };
  }, [fail, settings, stale]);
  // What is read anew with every theme.
  const theme = themes?.theme ?? '';
  return (
    <div className="interview-Home-content">
      <div className="interview-Home-header">
        <div>
          <h1>{trans.__('Calibration')}</h1>
          <p className="interview-Home-summary">
            {found === null
              ? trans.__('Loading…')
              : [
                  trans._n(
                    '%1 interview that is over',
                    '%1 interviews that are over',
                    found.interviews
                  ),
                  trans._n(
                    '%1 scorecard that you may see',
                    '%1 scorecards that you may see',
                    found.scorecards
                  )
                ].join(' · ')}
          </p>
        </div>
      </div>
      <div className="interview-Home-failure" role="alert">
        {failure && <p>{failure}</p>}
      </div>
      {found?.questions.length === 0 && (
        <p className="interview-Templates-none">
          {trans.__(
            'No interview with a question of the bank is over yet. Then this page shows how each was rated and how long it took.'
          )}
        </p>
      )}
      {found && found.questions.length > 0 && (
        <Figures found={found} theme={theme} onFailure={fail} trans={trans} />
      )}
    </div>
  );
}

function Figures(props: {
  found: ICalibration;
  theme: string;
  onFailure: (reason: unknown) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { found, onFailure, theme, trans } = props;
  const specs = useMemo(
    () => specsOf(found, theme, trans),
    [found, theme, trans]
  );
  return (
    <>
      <section aria-labelledby="interview-calibration-questions">
        <h2 id="interview-calibration-questions">
          {trans.__('How questions were rated')}
        </h2>
        {found.scorecards > 0 && (
          <div className="interview-Charts">
            <Chart spec={specs.ratings} onFailure={onFailure} />
            <Chart spec={specs.recommendations} onFailure={onFailure} />
          </div>
        )}
        <JudgedTable
          caption={trans.__('How questions were rated')}
          head={trans.__('Question')}
          rows={found.questions}
          trans={trans}
        />
      </section>
      <section aria-labelledby="interview-calibration-time">
        <h2 id="interview-calibration-time">
          {trans.__('How long they took')}
        </h2>
        {found.questions.some(({ minutes }) => minutes) && (
          <Chart spec={specs.minutes} onFailure={onFailure} />
        )}
        <MinutesTable questions={found.questions} trans={trans} />
      </section>
      {found.interviewers && found.interviewers.length > 0 && (
        <section aria-labelledby="interview-calibration-people">
          <h2 id="interview-calibration-people">
            {trans.__('How interviewers judge')}
          </h2>
          <p className="interview-Team-about">
            {trans.__(
              'For administrators alone. Few scorecards say little: talk before you conclude.'
            )}
          </p>
          <Chart spec={specs.people!} onFailure={onFailure} />
          <JudgedTable
            caption={trans.__('How interviewers judge')}
            head={trans.__('Interviewer')}
            rows={found.interviewers}
            trans={trans}
          />
        </section>
      )}
    </>
  );
}

interface ISpecs {
  readonly ratings: Spec;
  readonly recommendations: Spec;
  readonly minutes: Spec;
  readonly people: Spec | null;
}

/**
 * @param theme - Another one has another look.
 */
function specsOf(
  found: ICalibration,
  theme: string,
  trans: TranslationBundle
): ISpecs {
  const look = lookOf(theme);
  const ratings = (rows: ReadonlyArray<IJudged>) =>
    levelsChart(
      rows.map(({ name, ratings }) => ({ name, counts: ratings })),
      ratingLevels(trans),
      look
    );
  return {
    ratings: ratings(found.questions),
    recommendations: levelsChart(
      found.questions.map(({ name, recommendations }) => ({
        name,
        counts: recommendations
      })),
      recommendationLevels(trans),
      look
    ),
    minutes: minutesChart(
      found.questions,
      { axis: trans.__('Minutes'), planned: trans.__('planned') },
      look
    ),
    people: found.interviewers && ratings(found.interviewers)
  };
}

/**
 * @param _theme - Read anew with every theme.
 */
function lookOf(_theme: string): ILook {
  const style = getComputedStyle(document.body);
  const value = (name: string, otherwise: string) =>
    style.getPropertyValue(name).trim() || otherwise;
  return {
    text: value('--jp-ui-font-color1', '#212121'),
    quiet: value('--jp-border-color0', '#9e9e9e'),
    page: value('--jp-layout-color1', '#ffffff'),
    font: value('--jp-ui-font-family', 'sans-serif')
  };
}

function ratingLevels(trans: TranslationBundle): ILevel[] {
  return ['1', '2', '3', '4'].map(key => ({
    key,
    label: trans.__('Rated %1', key)
  }));
}

function recommendationLevels(trans: TranslationBundle): ILevel[] {
  return RECOMMENDATIONS.map(key => ({
    key,
    label: recommendationWords(key, trans)
  }));
}

function JudgedTable(props: {
  caption: string;
  head: string;
  rows: ReadonlyArray<IJudged & Partial<IInterviewerFigures>>;
  trans: TranslationBundle;
}): JSX.Element {
  const { caption, head, rows, trans } = props;
  const ratings = ratingLevels(trans);
  const recommendations = recommendationLevels(trans);
  const withMean = rows.some(({ mean }) => mean !== undefined);
  return (
    <div
      className="interview-Figures"
      tabIndex={0}
      role="group"
      aria-label={caption}
    >
      <table>
        <caption className="interview-mod-heard">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{trans.__('Scorecards')}</th>
            {[...ratings, ...recommendations].map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
            {withMean && (
              <>
                <th scope="col">{trans.__('Mean rating')}</th>
                <th scope="col">{trans.__('Standard deviation')}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              <td>{row.scorecards}</td>
              {ratings.map(({ key }) => (
                <td key={key}>{row.ratings[key]}</td>
              ))}
              {recommendations.map(({ key }) => (
                <td key={key}>{row.recommendations[key]}</td>
              ))}
              {withMean && (
                <>
                  <td>{row.mean ?? '–'}</td>
                  <td>{row.deviation ?? '–'}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MinutesTable(props: {
  questions: ReadonlyArray<IQuestionFigures>;
  trans: TranslationBundle;
}): JSX.Element {
  const { questions, trans } = props;
  const caption = trans.__('How long questions took, in minutes');
  return (
    <div
      className="interview-Figures"
      tabIndex={0}
      role="group"
      aria-label={caption}
    >
      <table>
        <caption className="interview-mod-heard">{caption}</caption>
        <thead>
          <tr>
            {[
              trans.__('Question'),
              trans.__('Interviews'),
              trans.__('Planned'),
              trans.__('Least'),
              trans.__('First quartile'),
              trans.__('Median'),
              trans.__('Third quartile'),
              trans.__('Most')
            ].map(label => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {questions.map(({ id, minutes, name, planned }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>{minutes?.count ?? 0}</td>
              <td>{planned}</td>
              <td>{minutes?.least ?? '–'}</td>
              <td>{minutes?.quarter ?? '–'}</td>
              <td>{minutes?.median ?? '–'}</td>
              <td>{minutes?.three_quarters ?? '–'}</td>
              <td>{minutes?.most ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
