import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useRef, useState } from 'react';

import { useChanged } from '../components/hooks';
import { SharedText } from '../components/sharedtext';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { Choice, Problem } from './choice';
import { FeedbackModel } from './model';
import { useReady } from './ready';
import { IDecision, OUTCOMES } from './types';
import { outcomeWords } from './words';

/**
 * What was decided about the candidate, by whom and why, and the way to decide.
 */
export function Decision(props: {
  model: FeedbackModel;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { model, trans } = props;
  const { scorecard } = model;
  useChanged(scorecard.changed);
  const [opened, setOpened] = useState(false);
  const ready = useReady(model.draft);
  const written = ready && scorecard.begunDecision !== null;
  // Recorded or dropped on another side of the page, there is nothing to write in here.
  const changing = opened && written;
  const section = useRef<HTMLElement>(null);
  const begun = useRef(false);
  useEffect(() => {
    // What had the focus is gone.
    if (changing || begun.current) {
      section.current?.querySelector<HTMLElement>('input, button')?.focus();
    }
    begun.current = changing;
  }, [changing]);
  const { decision = null, may } = model.feedback ?? {};
  if (!decision && !may?.decide) {
    return null;
  }
  return (
    <section
      ref={section}
      className="interview-Part interview-Decision"
      aria-label={trans.__('Decision')}
    >
      <h3>{trans.__('Decision')}</h3>
      {decision && <Decided decision={decision} trans={trans} />}
      {!may?.decide ? null : changing ? (
        <DecisionForm
          model={model}
          onEnd={() => setOpened(false)}
          trans={trans}
        />
      ) : (
        <button
          type="button"
          className="interview-Button"
          aria-disabled={!ready}
          onClick={() => {
            if (ready) {
              model.beginDecision();
              setOpened(true);
            }
          }}
        >
          {written
            ? trans.__('Go on with your decision')
            : decision
              ? trans.__('Change the decision')
              : trans.__('Decide about this candidate')}
        </button>
      )}
    </section>
  );
}

function Decided(props: {
  decision: IDecision;
  trans: TranslationBundle;
}): JSX.Element {
  const { decision, trans } = props;
  return (
    <div role="status">
      <p className="interview-Decision-outcome">
        <strong>{outcomeWords(decision.decision, trans)}</strong>{' '}
        <span className="interview-Part-from">
          {decision.by.name}, <When iso={decision.at} trans={trans} />
        </span>
      </p>
      <p className="interview-Prose">{decision.reason}</p>
    </div>
  );
}

function DecisionForm(props: {
  model: FeedbackModel;
  onEnd: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, onEnd, trans } = props;
  const { scorecard } = model;
  const { outcome = null, seen = 0 } = scorecard.begunDecision ?? {};
  const reason = scorecard.begunReason.toString();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const lacksReason = tried && !reason.trim();
  const record = async () => {
    setTried(true);
    if (!outcome || !reason.trim()) {
      const lacking = outcome ? 'textarea' : 'input';
      form.current?.querySelector<HTMLElement>(lacking)?.focus();
      return;
    }
    setBusy(true);
    setFailure('');
    try {
      await model.decide(outcome, reason.trim(), seen);
      onEnd();
    } catch (error) {
      setFailure(explain(error, trans));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      ref={form}
      onSubmit={event => {
        event.preventDefault();
        if (!busy) {
          void record();
        }
      }}
    >
      <Choice
        part="decision"
        look="row"
        label={trans.__('What comes of it?')}
        choices={OUTCOMES.map(value => ({
          value,
          label: outcomeWords(value, trans)
        }))}
        chosen={outcome}
        onChoose={value => scorecard.beginDecision({ outcome: value, seen })}
        required
        problem={tried && !outcome ? trans.__('Choose what comes of it.') : ''}
        trans={trans}
      />
      <div className="interview-TextPart">
        <label htmlFor={id}>{trans.__('Reason')}</label>
        <Problem
          id={`${id}-problem`}
          words={
            lacksReason
              ? trans.__('Say why, for those who read it later.')
              : undefined
          }
        />
        <SharedText
          id={id}
          text={scorecard.begunReason}
          aria-required
          aria-invalid={lacksReason || undefined}
          aria-describedby={lacksReason ? `${id}-problem` : undefined}
        />
      </div>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-Feedback-buttons">
        <button
          type="button"
          className="interview-Button"
          onClick={() => {
            scorecard.dropDecision();
            onEnd();
          }}
        >
          {trans.__('Cancel')}
        </button>
        <button
          type="submit"
          className="interview-Button interview-mod-accent"
          aria-disabled={busy}
        >
          {trans.__('Record the decision')}
        </button>
      </div>
    </form>
  );
}
