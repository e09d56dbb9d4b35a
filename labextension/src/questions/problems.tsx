import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { IProblem } from './types';

/**
 * What is wrong in a question's files: where, what, and what to do about it.
 *
 * @param props.onGo - Goes to the place, where there is an editor to go to.
 */
export function Problems(props: {
  problems: ReadonlyArray<IProblem>;
  trans: TranslationBundle;
  onGo?: (problem: IProblem) => void;
}): JSX.Element {
  const { problems, trans, onGo } = props;
  return (
    <ul className="interview-Problems">
      {problems.map((problem, index) => {
        const where = problem.line
          ? trans.__('%1, line %2', problem.file, problem.line)
          : problem.file;
        return (
          <li key={index}>
            {onGo ? (
              <button
                type="button"
                className="interview-Problems-where"
                onClick={() => onGo(problem)}
              >
                {where}
              </button>
            ) : (
              <span className="interview-Problems-where">{where}</span>
            )}
            <span>
              {problem.message} {problem.cure}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
