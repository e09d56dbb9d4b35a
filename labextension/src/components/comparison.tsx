import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/**
 * What a test expected, beside what came out; nothing where it compared nothing. Both are text:
 * some of it is the candidate's.
 */
export function Comparison(props: {
  expected: string | null;
  actual: string | null;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { expected, actual, trans } = props;
  if (expected === null && actual === null) {
    return null;
  }
  return (
    <dl className="interview-Comparison">
      <dt>{trans.__('Expected')}</dt>
      <dd>
        <pre>{expected}</pre>
      </dd>
      <dt>{trans.__('Actual')}</dt>
      <dd>
        <pre>{actual}</pre>
      </dd>
    </dl>
  );
}
