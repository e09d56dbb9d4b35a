import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Comparison } from '../../components/comparison';
import { LanguageNames } from '../languages';
import { ICheck, IReport, ITestResult } from '../types';

/**
 * How far the check of a question is, and what came of it: which tests its solution did not pass,
 * and why.
 */
export function Check(props: {
  check: ICheck;
  languages: LanguageNames;
  trans: TranslationBundle;
  onStop: () => void;
}): JSX.Element {
  const { check, languages, trans, onStop } = props;
  if (check.state === 'running') {
    return (
      <div className="interview-Check">
        <p role="status">
          {check.message || trans.__('Running the tests on your solution…')}
        </p>
        <div className="interview-Check-progress">
          <progress
            value={check.fraction ?? undefined}
            aria-label={trans.__('Progress of the check')}
          />
          <button type="button" className="interview-Button" onClick={onStop}>
            {trans.__('Stop')}
          </button>
        </div>
      </div>
    );
  }
  // Each test says below what went wrong with it.
  const told = check.reports.some(({ tests }) => tests.some(isWrong));
  return (
    <div className="interview-Check" data-state={check.state}>
      <p role={check.state === 'failed' ? 'alert' : 'status'}>
        <strong>
          {check.state === 'passed'
            ? trans.__('Published.')
            : trans.__('Not published.')}
        </strong>{' '}
        {told
          ? trans.__(
              'Your solution does not pass all of your tests. Mend the solution or the tests, then publish again.'
            )
          : check.message}
      </p>
      {check.reports.map(report => (
        <Report
          key={`${report.language} ${report.which}`}
          report={report}
          languages={languages}
          trans={trans}
        />
      ))}
    </div>
  );
}

function Report(props: {
  report: IReport;
  languages: LanguageNames;
  trans: TranslationBundle;
}): JSX.Element {
  const { report, languages, trans } = props;
  const wrong = report.tests.filter(isWrong);
  const passed = report.tests.filter(({ outcome }) => outcome === 'passed');
  const title = [
    languages.get(report.language) ?? report.language,
    report.which === 'hidden'
      ? trans.__('hidden tests')
      : trans.__('visible tests')
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <section className="interview-Report" aria-label={title}>
      <h3>
        {title}{' '}
        <span className="interview-Report-count">
          {trans.__('%1 of %2 passed', passed.length, report.tests.length)}
        </span>
      </h3>
      {report.failure && <p>{report.failure}</p>}
      {report.failure && report.output && (
        <pre className="interview-Report-output">{report.output}</pre>
      )}
      {wrong.length > 0 && (
        <ul>
          {wrong.map(test => (
            <WrongTest key={test.name} test={test} trans={trans} />
          ))}
        </ul>
      )}
    </section>
  );
}

function isWrong({ outcome }: ITestResult): boolean {
  return outcome === 'failed' || outcome === 'error';
}

function WrongTest(props: {
  test: ITestResult;
  trans: TranslationBundle;
}): JSX.Element {
  const { test, trans } = props;
  return (
    <li>
      <p className="interview-Report-name">{test.name}</p>
      {test.message && (
        <pre className="interview-Report-output">{test.message}</pre>
      )}
      <Comparison expected={test.expected} actual={test.actual} trans={trans} />
    </li>
  );
}
