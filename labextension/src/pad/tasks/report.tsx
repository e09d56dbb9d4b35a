import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Comparison } from '../../components/comparison';
import { ITestReport, ITestResult } from './types';
import { inSeconds, isGood, outcomeWord, summary } from './words';

/**
 * How a run of tests went, test by test. All of it is text: some of it is the candidate's.
 */
export function TestReport(props: {
  report: ITestReport;
  trans: TranslationBundle;
}): JSX.Element {
  const { report, trans } = props;
  return (
    <div className="interview-TestReport" data-good={isGood(report)}>
      <p className="interview-TestReport-summary">
        <strong>{summary(report, trans)}</strong>{' '}
        <span className="interview-TestReport-time">
          {inSeconds(report.seconds, trans)}
        </span>
      </p>
      {report.failure && (
        <p className="interview-TestReport-failure">{report.failure}</p>
      )}
      <ul className="interview-Tests">
        {report.tests.map((test, index) => (
          <Test key={index} test={test} trans={trans} />
        ))}
      </ul>
      {report.output.trim() && (
        <details className="interview-TestReport-output">
          <summary>{trans.__('What the code printed')}</summary>
          <pre>{report.output}</pre>
        </details>
      )}
    </div>
  );
}

function Test(props: {
  test: ITestResult;
  trans: TranslationBundle;
}): JSX.Element {
  const { test, trans } = props;
  const line = (
    <>
      <Sign outcome={test.outcome} />
      <span className="interview-Test-name">{test.name}</span>
      <span className="interview-Test-outcome">
        {outcomeWord(test.outcome, trans)}
      </span>
      <span className="interview-Test-time">
        {inSeconds(test.seconds, trans)}
      </span>
    </>
  );
  const more = test.message || test.expected !== null || test.actual !== null;
  return (
    <li className="interview-Test" data-outcome={test.outcome}>
      {!more || test.outcome === 'passed' ? (
        <div className="interview-Test-line">{line}</div>
      ) : (
        <details open>
          <summary className="interview-Test-line">{line}</summary>
          <Comparison
            expected={test.expected}
            actual={test.actual}
            trans={trans}
          />
          {test.message && (
            <pre className="interview-Test-message">{test.message}</pre>
          )}
        </details>
      )}
    </li>
  );
}

// Told apart by their shapes, not by their colours alone.
function Sign({ outcome }: { outcome: ITestResult['outcome'] }): JSX.Element {
  return (
    <svg className="interview-Test-sign" viewBox="0 0 16 16" aria-hidden="true">
      {outcome === 'passed' ? (
        <path d="M3 8.5 6.5 12 13 4.5" />
      ) : outcome === 'skipped' ? (
        <path d="M4 8h8" />
      ) : outcome === 'failed' ? (
        <path d="M4 4l8 8M12 4l-8 8" />
      ) : (
        <path d="M8 3v6M8 12.2v.6" />
      )}
    </svg>
  );
}
