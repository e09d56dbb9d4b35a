import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { FormFoot } from '../components/formfoot';
import { Modal } from '../components/modal';
import { explain } from '../services/explain';
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
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const asksLanguage = !WITHOUT_LANGUAGE.includes(type);

  const create = async () => {
    setBusy(true);
    setFailure('');
    try {
      onCreated(
        await api.create({
          title: title.trim(),
          type,
          languages: asksLanguage ? chosen : []
        })
      );
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };

  return (
    <Modal title={trans.__('New question')} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!busy) {
            void create();
          }
        }}
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
        <FormFoot
          failure={failure}
          busy={busy}
          action={busy ? trans.__('Creating…') : trans.__('Create question')}
          onCancel={onClose}
          trans={trans}
        />
      </form>
    </Modal>
  );
}
