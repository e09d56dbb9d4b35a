import { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { useChanged } from '../components/hooks';
import { SharedText } from '../components/sharedtext';
import { Choice, Problem, RecommendationChoice } from './choice';
import { EvidenceEditor } from './evidence';
import { IFeedbackPlace } from './place';
import { Scorecard } from './scorecard';
import { ICompetency, IFeedback, IField, Recommendation } from './types';
import { levelsOf } from './words';

/**
 * Where a scorecard is written: each competency by itself first, then what one makes of it all.
 */
export function ScorecardForm(props: {
  form: IFeedback['form'];
  scorecard: Scorecard;
  place: IFeedbackPlace;
  /**
   * The parts that are said to be missing.
   */
  missing: ReadonlyArray<string>;
  say: (words: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { form, missing, place, say, scorecard, trans } = props;
  useChanged(scorecard.changed);
  const { competencies, fields, required } = form;
  const shared = { competencies, place, say, scorecard, trans };
  return (
    <>
      {competencies.map(competency => (
        <Competency
          key={competency.key}
          {...shared}
          competency={competency}
          required={required.includes(`rating:${competency.key}`)}
          problem={
            missing.includes(`rating:${competency.key}`)
              ? trans.__('Choose the level that you saw.')
              : ''
          }
        />
      ))}
      {fields.map(field => (
        <section key={field.key} className="interview-Part">
          <Field
            field={field}
            scorecard={scorecard}
            problem={
              !missing.includes(`field:${field.key}`)
                ? ''
                : field.type === 'text'
                  ? trans.__('Write something here.')
                  : trans.__('Choose an answer.')
            }
            trans={trans}
          />
        </section>
      ))}
      <section className="interview-Part">
        <h3>{trans.__('All in all')}</h3>
        <RecommendationChoice
          label={trans.__('Would you take this candidate?')}
          chosen={scorecard.answer('recommendation') as Recommendation | null}
          onChoose={value => scorecard.choose('recommendation', value)}
          required={required.includes('recommendation')}
          problem={
            missing.includes('recommendation')
              ? trans.__('Choose your recommendation.')
              : ''
          }
          trans={trans}
        />
        <TextPart
          part="summary"
          label={trans.__('Why')}
          hint={trans.__('What decided it for you, in a few sentences')}
          scorecard={scorecard}
          required={required.includes('summary')}
          problem={
            missing.includes('summary')
              ? trans.__('Write a few sentences here.')
              : ''
          }
        />
        <EvidenceEditor {...shared} competency={null} />
      </section>
    </>
  );
}

function Competency(props: {
  competency: ICompetency;
  competencies: ReadonlyArray<ICompetency>;
  scorecard: Scorecard;
  place: IFeedbackPlace;
  required: boolean;
  problem: string;
  say: (words: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { competency, scorecard, trans } = props;
  const part = `rating:${competency.key}`;
  return (
    <section className="interview-Part" aria-label={competency.competency}>
      <Choice
        part={part}
        look="list"
        label={
          <>
            <h3>{competency.competency}</h3>
            {competency.from && (
              <span className="interview-Part-from">{competency.from}</span>
            )}
          </>
        }
        choices={levelsOf(competency).map(([value, words]) => ({
          value,
          label: (
            <>
              <span className="interview-Level">{value}</span>
              <span>{words}</span>
            </>
          )
        }))}
        chosen={scorecard.answer(part) as number | null}
        onChoose={value => scorecard.choose(part, value)}
        required={props.required}
        problem={props.problem}
        trans={trans}
      />
      <TextPart
        part={`text:${competency.key}`}
        label={trans.__('What did you see?')}
        isQuiet
        name={trans.__('What did you see? %1', competency.competency)}
        scorecard={scorecard}
      />
      <EvidenceEditor {...props} />
    </section>
  );
}

function Field(props: {
  field: IField;
  scorecard: Scorecard;
  problem: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { field, problem, scorecard, trans } = props;
  const id = useId();
  const part = `field:${field.key}`;
  const described = problem ? `${id}-problem` : undefined;
  if (field.type === 'text') {
    return (
      <TextPart
        part={`text:${field.key}`}
        label={field.label}
        scorecard={scorecard}
        required={field.required}
        problem={problem}
      />
    );
  }
  if (field.type === 'rating') {
    return (
      <Choice
        part={part}
        look="row"
        label={<h3>{field.label}</h3>}
        choices={[1, 2, 3, 4].map(value => ({ value, label: value }))}
        chosen={scorecard.answer(part) as number | null}
        onChoose={value => scorecard.choose(part, value)}
        required={field.required}
        problem={problem}
        trans={trans}
      />
    );
  }
  return (
    <div className="interview-TextPart" data-part={part}>
      <label htmlFor={id}>{field.label}</label>
      <Problem id={`${id}-problem`} words={problem} />
      <select
        id={id}
        className="jp-mod-styled"
        value={String(scorecard.answer(part) ?? '')}
        aria-required={field.required}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described}
        onChange={event => scorecard.choose(part, event.target.value || null)}
      >
        <option value="">{trans.__('Nothing chosen')}</option>
        {field.options?.map(option => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}

/**
 * A free text of the scorecard.
 *
 * @param props.name - What it is called for those who hear the page, where its label is not enough.
 * @param props.isQuiet - Whether its label stands where one writes, until one does.
 */
function TextPart(props: {
  part: string;
  label: string;
  hint?: string;
  name?: string;
  isQuiet?: boolean;
  scorecard: Scorecard;
  required?: boolean;
  problem?: string;
}): JSX.Element {
  const { hint, isQuiet, label, name, part, problem, scorecard } = props;
  const id = useId();
  return (
    <div
      className="interview-TextPart"
      data-part={part.replace(/^text:/, 'field:')}
    >
      {!isQuiet && <label htmlFor={id}>{label}</label>}
      <Problem id={`${id}-problem`} words={problem} />
      <SharedText
        id={id}
        text={scorecard.text(part)}
        aria-label={name}
        placeholder={isQuiet ? label : hint}
        aria-required={props.required}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
      />
    </div>
  );
}
