import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useState } from 'react';

import { SelectField, TeamField, TextField, useTeams } from '../home/fields';
import { QuestionApi } from '../questions/api';
import { ChosenQuestions, IChosenQuestion } from '../questions/chosen';
import { explain } from '../services/explain';
import { ILanguage } from '../services/types';
import { IPads } from '../tokens';
import { Rows } from './rows';
import {
  FIELD_TYPES,
  FieldType,
  ICompetency,
  IContent,
  ITemplateDetails,
  LEVELS
} from './types';
import { IUnsaved } from './unsaved';

/**
 * Where a template is written, or read where it cannot be edited.
 */
export function TemplateEditor(props: {
  questions: QuestionApi;
  pads: IPads;
  isNew: boolean;
  written: IUnsaved;
  mayEdit: boolean;
  /**
   * Whether it is somebody else's, to be read beside one's own.
   */
  isReading: boolean;
  /**
   * Whether it is being saved.
   */
  busy: boolean;
  /**
   * What stands above the buttons: why it could not be saved.
   */
  notice: React.ReactNode;
  /**
   * Called with each change, and all that is written then.
   */
  onWritten: (written: IUnsaved) => void;
  onSave: () => void;
  onCancel: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { busy, isNew, isReading, mayEdit, notice, onCancel } = props;
  const { onSave, onWritten, pads, questions, trans, written } = props;
  const { chosen, content, team } = written;
  const teams = useTeams(pads);
  const [languages, setLanguages] = useState<ReadonlyArray<ILanguage>>([]);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    let gone = false;
    pads.api.languages().then(
      found => !gone && setLanguages(found),
      reason => !gone && setFailure(explain(reason, trans))
    );
    return () => {
      gone = true;
    };
  }, [pads, trans]);
  const write = (some: Partial<IUnsaved>) => onWritten({ ...written, ...some });
  const change = (some: Partial<IContent>) =>
    write({ content: { ...content, ...some } });

  return (
    <form
      className="interview-TemplateEditor"
      onSubmit={event => {
        event.preventDefault();
        if (!busy && mayEdit && !isReading) {
          onSave();
        }
      }}
    >
      <fieldset
        disabled={!mayEdit || isReading}
        className="interview-TemplateEditor-all"
      >
        <legend className="interview-mod-heard">{trans.__('Template')}</legend>
        <TextField
          label={trans.__('Title')}
          value={content.title}
          onChange={title => change({ title })}
          required
          maxLength={200}
          placeholder={trans.__('Data engineer, first round')}
        />
        <AreaField
          label={trans.__('Description')}
          hint={trans.__('For colleagues who choose among templates.')}
          rows={2}
          value={content.description}
          onChange={description => change({ description })}
        />
        <div className="interview-Fields-row">
          <SelectField
            label={trans.__('Language')}
            value={content.language}
            onChange={language => change({ language })}
            options={[
              { value: '', label: trans.__('As chosen for each pad') },
              ...languages.map(({ id, name }) => ({ value: id, label: name }))
            ]}
          />
          {isNew && (
            <TeamField
              teams={teams}
              value={team || null}
              onChange={team => write({ team: team ?? '' })}
              hint={trans.__(
                'What belongs to a team is seen by its people and by admins.'
              )}
              trans={trans}
            />
          )}
        </div>
        <AreaField
          label={trans.__('Instructions')}
          hint={trans.__(
            'Markdown. The candidate sees this beside the documents once inside.'
          )}
          rows={4}
          value={content.instructions}
          onChange={instructions => change({ instructions })}
        />
        <ChosenQuestions
          api={questions}
          trans={trans}
          chosen={chosen}
          onChange={chosen => write({ chosen })}
        />
        <Rows
          legend={trans.__('Plan')}
          hint={trans.__(
            'The parts of the interview and their time. Interviewers see them with a clock; candidates never do.'
          )}
          add={trans.__('Add a part')}
          rows={content.plan}
          fresh={() => ({
            title: '',
            minutes: 10,
            notes: '',
            question_id: null
          })}
          nameOf={({ title }, index) => title || trans.__('part %1', index + 1)}
          onChange={plan => change({ plan })}
          trans={trans}
        >
          {(part, changePart) => (
            <>
              <div className="interview-Rows-line">
                <TextField
                  label={trans.__('Part')}
                  value={part.title}
                  required
                  maxLength={120}
                  onChange={title => changePart({ title })}
                />
                <MinutesField
                  value={part.minutes}
                  onChange={minutes => changePart({ minutes })}
                  trans={trans}
                />
                <SelectField
                  label={trans.__('About')}
                  value={part.question_id ?? ''}
                  onChange={id => changePart({ question_id: id || null })}
                  options={[
                    { value: '', label: trans.__('No question') },
                    ...chosen.map(({ question }) => ({
                      value: question.id,
                      label: question.title
                    }))
                  ]}
                />
              </div>
              <AreaField
                label={trans.__('Notes')}
                rows={2}
                value={part.notes}
                onChange={notes => changePart({ notes })}
              />
            </>
          )}
        </Rows>
        <Rows
          legend={trans.__('What you look at')}
          hint={trans.__(
            'Competencies of the whole interview, beside those of its questions. Say what each level looks like, so that everybody rates alike.'
          )}
          add={trans.__('Add a competency')}
          rows={content.competencies}
          fresh={(): ICompetency => ({ competency: '', levels: {} })}
          nameOf={({ competency }, index) =>
            competency || trans.__('competency %1', index + 1)
          }
          onChange={competencies => change({ competencies })}
          trans={trans}
        >
          {(one, changeOne) => (
            <>
              <TextField
                label={trans.__('Competency')}
                value={one.competency}
                required
                maxLength={120}
                onChange={competency => changeOne({ competency })}
              />
              <div className="interview-Rows-levels">
                {LEVELS.map(level => (
                  <AreaField
                    key={level}
                    label={trans.__('Level %1', level)}
                    rows={2}
                    value={one.levels[level] ?? ''}
                    onChange={text =>
                      changeOne({ levels: { ...one.levels, [level]: text } })
                    }
                  />
                ))}
              </div>
            </>
          )}
        </Rows>
        <Rows
          legend={trans.__('Fields of the scorecard')}
          hint={trans.__('What else every scorecard asks for.')}
          add={trans.__('Add a field')}
          rows={content.fields}
          fresh={() => ({
            label: '',
            type: 'text' as const,
            options: [],
            required: false
          })}
          nameOf={({ label }, index) =>
            label || trans.__('field %1', index + 1)
          }
          onChange={fields => change({ fields })}
          trans={trans}
        >
          {(field, changeField) => (
            <>
              <div className="interview-Rows-line">
                <TextField
                  label={trans.__('Field')}
                  value={field.label}
                  required
                  maxLength={120}
                  onChange={label => changeField({ label })}
                />
                <SelectField
                  label={trans.__('Filled in as')}
                  value={field.type}
                  onChange={type => changeField({ type: type as FieldType })}
                  options={FIELD_TYPES.map(type => ({
                    value: type,
                    label: fieldTypeLabel(type, trans)
                  }))}
                />
                <label className="interview-Check-field">
                  <input
                    type="checkbox"
                    checked={field.required}
                    onChange={event =>
                      changeField({ required: event.target.checked })
                    }
                  />
                  <span>{trans.__('Required')}</span>
                </label>
              </div>
              {field.type === 'select' && (
                <AreaField
                  label={trans.__('Options')}
                  hint={trans.__('One a line.')}
                  rows={3}
                  value={field.options.join('\n')}
                  onChange={text => changeField({ options: text.split('\n') })}
                />
              )}
            </>
          )}
        </Rows>
      </fieldset>
      {mayEdit && (
        <div className="interview-TemplateEditor-foot">
          <div className="interview-TemplateEditor-notice" role="alert">
            {failure && <p className="interview-Failure">{failure}</p>}
            {notice}
          </div>
          <button type="button" className="interview-Button" onClick={onCancel}>
            {trans.__('Cancel')}
          </button>
          <button
            type="submit"
            className="interview-Button interview-mod-accent"
            aria-disabled={busy || isReading}
          >
            {trans.__('Save template')}
          </button>
        </div>
      )}
    </form>
  );
}

function fieldTypeLabel(type: FieldType, trans: TranslationBundle): string {
  switch (type) {
    case 'text':
      return trans.__('Text');
    case 'select':
      return trans.__('One of several');
    case 'rating':
      return trans.__('Rating, 1 to 4');
  }
}

function AreaField(props: {
  label: string;
  hint?: string;
  rows: number;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  const { hint, label, onChange, rows, value } = props;
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="jp-mod-styled"
        rows={rows}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
      {hint && (
        <p id={`${id}-hint`} className="interview-Field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

function MinutesField(props: {
  value: number;
  onChange: (minutes: number) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { onChange, trans, value } = props;
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>{trans.__('Minutes')}</label>
      <input
        id={id}
        type="number"
        className="jp-mod-styled interview-mod-short"
        required
        min={1}
        max={1440}
        // Nothing while another number is typed.
        value={value || ''}
        onChange={event => onChange(Number(event.target.value))}
      />
    </div>
  );
}

/**
 * A template as it is written before anything of it is changed.
 *
 * @param template - Null for one that there is not yet.
 */
export function writtenOf(
  template: ITemplateDetails | null,
  trans: TranslationBundle
): IUnsaved {
  return {
    content: {
      title: template?.title ?? '',
      description: template?.description ?? '',
      language: template?.language ?? '',
      instructions: template?.instructions ?? '',
      questions: [],
      competencies: template?.competencies ?? [],
      fields: template?.fields ?? [],
      plan: template?.plan ?? []
    },
    chosen: chosenOf(template, trans),
    team: '',
    revision: template?.revision ?? 0
  };
}

/**
 * What is sent of a template to be saved.
 */
export function contentOf({ chosen, content }: IUnsaved): IContent {
  return {
    ...content,
    title: content.title.trim(),
    questions: chosen.map(({ question, language }) => ({
      question_id: question.id,
      language: language || null
    })),
    fields: content.fields.map(field => ({
      ...field,
      options: field.options.map(one => one.trim()).filter(Boolean)
    })),
    // A question that was left out takes its place in the plan along.
    plan: content.plan.map(part => ({
      ...part,
      question_id: chosen.some(
        ({ question }) => question.id === part.question_id
      )
        ? part.question_id
        : null
    }))
  };
}

/**
 * The questions of a template as the form has them.
 */
export function chosenOf(
  template: ITemplateDetails | null,
  trans: TranslationBundle
): IChosenQuestion[] {
  return (template?.questions ?? []).map(one => ({
    question: {
      id: one.question_id,
      title: one.title ?? trans.__('A question that is not there any more'),
      languages: one.languages
    },
    language: one.language ?? ''
  }));
}
