import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useRef, useState } from 'react';

import { When } from '../components/when';
import { explain } from '../services/explain';
import { Choice, Problem } from './choice';
import { FeedbackModel } from './model';
import { IDecision, Outcome, OUTCOMES } from './types';
import { outcomeWords } from './words';

/**
 * What was decided about the candidate, by whom and why, and the way to decide.
 */
export function Decision(props: {
  model: FeedbackModel;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { model, trans } = props;
  const [changing, setChanging] = useState(false);
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
          onEnd={() => setChanging(false)}
          trans={trans}
        />
      ) : (
        <button
          type="button"
          className="interview-Button"
          onClick={() => setChanging(true)}
        >
          {decision
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
  const before = model.feedback?.decision;
  const [outcome, setOutcome] = useState<Outcome | null>(
    before?.decision ?? null
  );
  const [reason, setReason] = useState(before?.reason ?? '');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const id = useId();
  const lacksReason = tried && !reason.trim();
  const record = async () => {
    setTried(true);
    if (!outcome || !reason.trim()) {
      return;
    }
    setBusy(true);
    setFailure('');
    try {
      await model.decide(outcome, reason.trim());
      onEnd();
    } catch (error) {
      setFailure(explain(error, trans));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
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
        onChoose={setOutcome}
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
        <textarea
          id={id}
          className="interview-SharedText"
          value={reason}
          aria-required
          aria-invalid={lacksReason || undefined}
          aria-describedby={lacksReason ? `${id}-problem` : undefined}
          onChange={event => setReason(event.target.value)}
        />
      </div>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-Feedback-buttons">
        <button type="button" className="interview-Button" onClick={onEnd}>
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
