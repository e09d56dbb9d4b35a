import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { FormDialog } from '../components/formdialog';
import { QuestionApi } from './api';
import { TYPE_ICONS } from './icons';
import { useLanguages } from './list';
import { IQuestion, QuestionType, TYPES, WITHOUT_LANGUAGE } from './types';
import { typeLabel } from './words';

const BEGINNING: { readonly [type in QuestionType]: string } = {
  notebook: 'python',
  code: 'python',
  sql: 'sql',
  'front-end': 'javascript',
  'free-form': '',
  whiteboard: ''
};

/**
 * The form for a new question. It stays open, with what was typed, until the server has made
 * it.
 */
export function NewQuestionDialog(props: {
  api: QuestionApi;
  trans: TranslationBundle;
  onCreated: (question: IQuestion) => void;
  onClose: () => void;
}): JSX.Element {
  const { api, trans, onCreated, onClose } = props;
  const languages = useLanguages(api);
  const [title, setTitle] = useState('');
  const [type, setType] = useState<QuestionType>('notebook');
  const [chosen, setChosen] = useState<ReadonlyArray<string>>(['python']);
  const asksLanguage = !WITHOUT_LANGUAGE.includes(type);

  const create = async () => {
    onCreated(
      await api.create({
        title: title.trim(),
        type,
        languages: asksLanguage ? chosen : []
      })
    );
  };

  return (
    <FormDialog
      title={trans.__('New question')}
      action={trans.__('Create question')}
      doing={trans.__('Creating…')}
      send={create}
      onClose={onClose}
      trans={trans}
    >
      <div className="interview-Field">
        <label htmlFor="interview-question-title">{trans.__('Title')}</label>
        <input
          id="interview-question-title"
          className="jp-mod-styled"
          required
          pattern=".*\S.*"
          maxLength={200}
          autoComplete="off"
          placeholder={trans.__('Revenue by week')}
          value={title}
          onChange={event => setTitle(event.target.value)}
          data-first
        />
      </div>
      <fieldset className="interview-Field">
        <legend>{trans.__('Type')}</legend>
        <div className="interview-Choices">
          {TYPES.map(one => {
            const Icon = TYPE_ICONS[one];
            return (
              <label key={one} className="interview-Choice">
                <input
                  type="radio"
                  name="type"
                  value={one}
                  checked={type === one}
                  onChange={() => {
                    setType(one);
                    setChosen([BEGINNING[one]].filter(Boolean));
                  }}
                />
                <span className="interview-Choice-icons" aria-hidden="true">
                  <Icon.react tag="span" />
                </span>
                {typeLabel(one, trans)}
              </label>
            );
          })}
        </div>
      </fieldset>
      {asksLanguage && (
        <fieldset className="interview-Field">
          <legend>{trans.__('Languages')}</legend>
          <div className="interview-Languages">
            {[...languages].map(([id, name]) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={event =>
                    setChosen(
                      event.target.checked
                        ? [...chosen, id]
                        : chosen.filter(known => known !== id)
                    )
                  }
                />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </FormDialog>
  );
}
