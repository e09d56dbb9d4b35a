import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { RecommendationSign } from './choice';
import { Quote } from './evidence';
import { IFeedbackPlace } from './place';
import { ICompetency, IContent, IForm } from './types';

/**
 * A scorecard as it is read, in a narrow place.
 */
export function ScorecardView(props: {
  content: IContent;
  form: IForm;
  place: IFeedbackPlace;
  trans: TranslationBundle;
}): JSX.Element {
  const { content, form, place, trans } = props;
  const shared = { content, place, trans };
  return (
    <dl className="interview-Scorecard">
      <dt>{trans.__('Recommendation')}</dt>
      <dd>
        <Overall {...shared} competencies={form.competencies} />
      </dd>
      {form.competencies.map(competency => (
        <React.Fragment key={competency.key}>
          <dt>{competency.competency}</dt>
          <dd>
            <Rated {...shared} competency={competency} />
          </dd>
        </React.Fragment>
      ))}
      {form.fields.map(({ key, label }) => (
        <React.Fragment key={key}>
          <dt>{label}</dt>
          <dd>
            <Answer value={content.fields[key]} />
          </dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

/**
 * What somebody recommends, why, and what they saw that is about no competency.
 */
export function Overall(props: {
  content: IContent;
  competencies: ReadonlyArray<ICompetency>;
  place: IFeedbackPlace;
  trans: TranslationBundle;
}): JSX.Element {
  const { competencies, content, trans } = props;
  const { recommendation, summary } = content;
  const known = new Set(competencies.map(({ key }) => key));
  return (
    <>
      {recommendation ? (
        <RecommendationSign value={recommendation} trans={trans} />
      ) : (
        <Answer value="" />
      )}
      <Prose text={summary} />
      <Quotes {...props} isAbout={competency => !known.has(competency)} />
    </>
  );
}

/**
 * What somebody says of a competency: the level and what it means, words, evidence.
 */
export function Rated(props: {
  content: IContent;
  competency: ICompetency;
  place: IFeedbackPlace;
  trans: TranslationBundle;
}): JSX.Element {
  const { competency, content } = props;
  const { key, levels } = competency;
  const level = content.ratings[key];
  return (
    <>
      {level === undefined ? (
        <Answer value="" />
      ) : (
        <p className="interview-Rated">
          <span className="interview-Level">{level}</span>
          <span>{levels[level]}</span>
        </p>
      )}
      <Prose text={content.texts[key]} />
      <Quotes {...props} isAbout={about => about === key} />
    </>
  );
}

/**
 * What somebody answered; a dash for nothing.
 */
export function Answer(props: {
  value: string | number | undefined;
}): JSX.Element {
  const said = String(props.value ?? '').trim();
  return said ? <Prose text={said} /> : <span aria-hidden="true">–</span>;
}

function Prose(props: { text: string | undefined }): JSX.Element | null {
  return props.text?.trim() ? (
    <p className="interview-Prose">{props.text}</p>
  ) : null;
}

function Quotes(props: {
  content: IContent;
  isAbout: (competency: string) => boolean;
  place: IFeedbackPlace;
  trans: TranslationBundle;
}): JSX.Element {
  const { content, isAbout, place, trans } = props;
  return (
    <>
      {content.evidence
        .filter(({ competency }) => isAbout(competency))
        .map(evidence => (
          <Quote
            key={evidence.id}
            evidence={evidence}
            place={place}
            trans={trans}
          />
        ))}
    </>
  );
}
