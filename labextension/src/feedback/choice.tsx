import { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { Recommendation, RECOMMENDATIONS } from './types';
import { recommendationWords } from './words';

export interface IChoice<T> {
  readonly value: T;
  readonly label: React.ReactNode;
}

/**
 * A question with answers of which one can be chosen; the arrow keys go between them.
 *
 * @param props.part - Names the part of the scorecard that it is.
 * @param props.problem - What is missing; empty if nothing is.
 * @param props.look - "row" for few words side by side, "list" for sentences below each other.
 */
export function Choice<T extends string | number>(props: {
  label: React.ReactNode;
  part: string;
  choices: ReadonlyArray<IChoice<T>>;
  chosen: T | null;
  onChoose: (value: T | null) => void;
  look: 'row' | 'list';
  required?: boolean;
  problem?: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { chosen, choices, label, look, onChoose, part, problem, trans } =
    props;
  const id = useId();
  return (
    <div
      className="interview-Radios"
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={problem ? `${id}-problem` : undefined}
      aria-invalid={problem ? true : undefined}
      aria-required={props.required}
      data-part={part}
      data-look={look}
    >
      <div className="interview-Radios-top">
        <div id={`${id}-label`} className="interview-Radios-label">
          {label}
        </div>
        {chosen !== null && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet interview-Radios-clear"
            aria-describedby={`${id}-label`}
            onClick={event => {
              const group = event.currentTarget.closest('[role="radiogroup"]');
              onChoose(null);
              group?.querySelector('input')?.focus();
            }}
          >
            {trans.__('Clear')}
          </button>
        )}
      </div>
      <Problem id={`${id}-problem`} words={problem} />
      <div className="interview-Radios-choices">
        {choices.map(choice => (
          <label
            key={choice.value}
            className="interview-Radios-choice"
            data-value={choice.value}
          >
            <input
              type="radio"
              name={id}
              checked={choice.value === chosen}
              onChange={() => onChoose(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </div>
  );
}

/**
 * What is missing, beside its part.
 */
export function Problem(props: {
  id: string;
  words: string | undefined;
}): JSX.Element | null {
  return props.words ? (
    <p id={props.id} className="interview-Problem">
      {props.words}
    </p>
  ) : null;
}

/**
 * Whether one would take the candidate.
 */
export function RecommendationChoice(
  props: Omit<
    Parameters<typeof Choice<Recommendation>>[0],
    'choices' | 'look' | 'part'
  >
): JSX.Element {
  const { trans } = props;
  return (
    <Choice
      {...props}
      part="recommendation"
      look="row"
      choices={RECOMMENDATIONS.map(value => ({
        value,
        label: <RecommendationSign value={value} trans={trans} />
      }))}
    />
  );
}

const SIGNS: { readonly [value in Recommendation]: string } = {
  strong_no: '−−',
  no: '−',
  yes: '+',
  strong_yes: '++'
};

/**
 * A recommendation as a sign and a word: its colour says nothing that these do not.
 */
export function RecommendationSign(props: {
  value: Recommendation;
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <span className="interview-Recommendation" data-value={props.value}>
      <span className="interview-Recommendation-sign" aria-hidden="true">
        {SIGNS[props.value]}
      </span>
      {recommendationWords(props.value, props.trans)}
    </span>
  );
}
