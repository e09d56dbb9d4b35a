import { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  closeIcon,
  HTMLSelect,
  moveDownIcon,
  moveUpIcon
} from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import { useListFocus } from '../components/hooks';
import { QuestionApi } from './api';
import { useLanguages } from './list';
import { QuestionPicker } from './picker';
import { IQuestion } from './types';

/**
 * A question and the language that it is asked in; empty where it has none.
 */
export interface IChosenQuestion {
  readonly question: Pick<IQuestion, 'id' | 'title' | 'languages'>;
  readonly language: string;
}

/**
 * The field of a form that holds questions, in their order.
 */
export function ChosenQuestions(props: {
  api: QuestionApi;
  trans: TranslationBundle;
  chosen: ReadonlyArray<IChosenQuestion>;
  onChange: (chosen: ReadonlyArray<IChosenQuestion>) => void;
}): JSX.Element {
  const { api, trans, chosen, onChange } = props;
  const languages = useLanguages(api);
  const [asking, setAsking] = useState(false);
  const focus = useListFocus();
  const move = (from: number, to: number) => {
    const moved = [...chosen];
    moved.splice(to, 0, ...moved.splice(from, 1));
    focus.onMove(from, to);
    onChange(moved);
  };
  return (
    <fieldset className="interview-Field interview-ChosenQuestions">
      <legend>
        {trans.__('Questions')}{' '}
        <span className="interview-Field-optional">{trans.__('optional')}</span>
      </legend>
      {chosen.length > 0 && (
        <ol ref={focus.list}>
          {chosen.map(({ question, language }, index) => (
            <li key={question.id}>
              <span className="interview-ChosenQuestions-title">
                {question.title}
              </span>
              {question.languages.length > 1 && (
                <HTMLSelect
                  aria-label={trans.__('Language of %1', question.title)}
                  value={language}
                  onChange={event =>
                    onChange(
                      chosen.map((one, at) =>
                        at === index
                          ? { question, language: event.currentTarget.value }
                          : one
                      )
                    )
                  }
                  options={question.languages.map(id => ({
                    value: id,
                    label: languages.get(id) ?? id
                  }))}
                />
              )}
              {chosen.length > 1 && (
                <>
                  <button
                    type="button"
                    className="interview-Close"
                    aria-label={trans.__('Move %1 up', question.title)}
                    data-does="up"
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    <moveUpIcon.react tag="span" className="interview-Icon" />
                  </button>
                  <button
                    type="button"
                    className="interview-Close"
                    aria-label={trans.__('Move %1 down', question.title)}
                    data-does="down"
                    disabled={index === chosen.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <moveDownIcon.react tag="span" className="interview-Icon" />
                  </button>
                </>
              )}
              <button
                type="button"
                className="interview-Close"
                aria-label={trans.__('Leave out %1', question.title)}
                data-does="remove"
                onClick={() => {
                  focus.onRemove(index);
                  onChange(chosen.filter((_, at) => at !== index));
                }}
              >
                <closeIcon.react tag="span" className="interview-Icon" />
              </button>
            </li>
          ))}
        </ol>
      )}
      <button
        ref={focus.add}
        type="button"
        className="interview-Button"
        onClick={() => setAsking(true)}
      >
        <addIcon.react
          tag="span"
          className="interview-Icon"
          aria-hidden="true"
        />
        {trans.__('Add a question')}
      </button>
      {asking && (
        <QuestionPicker
          api={api}
          trans={trans}
          onChosen={question => {
            setAsking(false);
            if (chosen.every(one => one.question.id !== question.id)) {
              onChange([
                ...chosen,
                { question, language: question.languages[0] ?? '' }
              ]);
            }
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </fieldset>
  );
}
