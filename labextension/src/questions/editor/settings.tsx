import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useId, useState } from 'react';

import { FormFoot } from '../../components/formfoot';
import { Modal } from '../../components/modal';
import { explain } from '../../services/explain';
import { useLanguages } from '../list';
import {
  DIFFICULTIES,
  IQuestionDetails,
  QuestionType,
  TYPES,
  WITHOUT_LANGUAGE
} from '../types';
import { difficultyLabel, typeLabel } from '../words';
import type { Setting } from './frontmatter';
import type { EditorModel } from './model';

/**
 * What stands in the front matter of a question, as a form. It writes what was changed into
 * question.md, where it can be written by hand as well.
 */
export function SettingsDialog(props: {
  details: IQuestionDetails;
  model: EditorModel;
  onClose: () => void;
}): JSX.Element {
  const { details, model, onClose } = props;
  const { api, trans } = model.services;
  const known = useLanguages(api);
  const id = useId();
  const [title, setTitle] = useState(details.title);
  const [type, setType] = useState<QuestionType>(details.type);
  const [languages, setLanguages] = useState(details.languages);
  const [difficulty, setDifficulty] = useState<string>(details.difficulty);
  const [minutes, setMinutes] = useState(String(details.minutes));
  const [labels, setLabels] = useState(details.labels.join(', '));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const asksLanguage = !WITHOUT_LANGUAGE.includes(type);

  const save = async () => {
    if (asksLanguage && languages.length === 0) {
      setFailure(trans.__('Please choose at least one language.'));
      return;
    }
    const changed: Array<[string, Setting]> = [];
    const note = (key: string, now: Setting, before: Setting) => {
      if (JSON.stringify(now) !== JSON.stringify(before)) {
        changed.push([key, now]);
      }
    };
    const used = (ids: ReadonlyArray<string>, of: QuestionType) =>
      WITHOUT_LANGUAGE.includes(of) ? null : ids;
    note('title', title.trim(), details.title);
    note('type', type, details.type);
    note(
      'languages',
      used(languages, type),
      used(details.languages, details.type)
    );
    note('difficulty', difficulty, details.difficulty);
    note('minutes', Number(minutes), details.minutes);
    note('labels', separated(labels), details.labels);
    setBusy(true);
    setFailure('');
    try {
      if (await model.set(changed)) {
        onClose();
        return;
      }
      setFailure(
        trans.__(
          'question.md does not begin with settings between two lines of three dashes. Nothing was changed. Mend it by hand first.'
        )
      );
      setBusy(false);
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };

  return (
    <Modal title={trans.__('Settings of the question')} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!busy) {
            void save();
          }
        }}
      >
        <div className="interview-Field">
          <label htmlFor={`${id}-title`}>{trans.__('Title')}</label>
          <input
            id={`${id}-title`}
            className="jp-mod-styled"
            required
            pattern=".*\S.*"
            maxLength={200}
            autoComplete="off"
            value={title}
            onChange={event => setTitle(event.target.value)}
            data-first
          />
        </div>
        <div className="interview-Field">
          <label htmlFor={`${id}-type`}>{trans.__('Type')}</label>
          <HTMLSelect
            id={`${id}-type`}
            value={type}
            onChange={event =>
              setType(event.currentTarget.value as QuestionType)
            }
            options={TYPES.map(one => ({
              value: one,
              label: typeLabel(one, trans)
            }))}
          />
        </div>
        {asksLanguage && (
          <fieldset className="interview-Field">
            <legend>{trans.__('Languages')}</legend>
            <div className="interview-Languages">
              {[...known].map(([language, name]) => (
                <label key={language}>
                  <input
                    type="checkbox"
                    checked={languages.includes(language)}
                    onChange={event =>
                      setLanguages(
                        event.target.checked
                          ? [...languages, language]
                          : languages.filter(one => one !== language)
                      )
                    }
                  />
                  {name}
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <div className="interview-Fields-row">
          <div className="interview-Field">
            <label htmlFor={`${id}-difficulty`}>{trans.__('Difficulty')}</label>
            <HTMLSelect
              id={`${id}-difficulty`}
              value={difficulty}
              onChange={event => setDifficulty(event.currentTarget.value)}
              options={DIFFICULTIES.map(one => ({
                value: one,
                label: difficultyLabel(one, trans)
              }))}
            />
          </div>
          <div className="interview-Field">
            <label htmlFor={`${id}-minutes`}>{trans.__('Minutes')}</label>
            <input
              id={`${id}-minutes`}
              className="jp-mod-styled"
              type="number"
              required
              min={1}
              max={1440}
              step={1}
              value={minutes}
              onChange={event => setMinutes(event.target.value)}
            />
          </div>
        </div>
        <div className="interview-Field">
          <label htmlFor={`${id}-labels`}>{trans.__('Labels')}</label>
          <input
            id={`${id}-labels`}
            className="jp-mod-styled"
            autoComplete="off"
            aria-describedby={`${id}-labels-hint`}
            value={labels}
            onChange={event => setLabels(event.target.value)}
          />
          <p id={`${id}-labels-hint`} className="interview-Field-hint">
            {trans.__('Words to find it by, with commas between them.')}
          </p>
        </div>
        <FormFoot
          failure={failure}
          busy={busy}
          action={busy ? trans.__('Saving…') : trans.__('Save')}
          onCancel={onClose}
          trans={trans}
        />
      </form>
    </Modal>
  );
}

function separated(words: string): string[] {
  return words
    .split(',')
    .map(word => word.trim())
    .filter(Boolean);
}
