import { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import { UUID } from '@lumino/coreutils';
import React, { useId, useRef, useState } from 'react';

import { SharedText } from '../components/sharedtext';
import { clockTime } from '../playback/engine/clock';
import { IFeedbackPlace } from './place';
import { Scorecard } from './scorecard';
import { ICompetency, IEvidence } from './types';
import { placeWords } from './words';

/**
 * What was seen that speaks for or against somebody, as it is read.
 */
export function Quote(props: {
  evidence: IEvidence;
  place: IFeedbackPlace;
  trans: TranslationBundle;
}): JSX.Element {
  const { evidence, place, trans } = props;
  const where = placeWords(evidence);
  const inside = (
    <>
      {where && <span className="interview-Quote-place">{where}</span>}
      <span
        className="interview-Quote-text"
        data-code={evidence.document !== '' || undefined}
      >
        {evidence.quote}
      </span>
    </>
  );
  const { go } = place;
  return go && evidence.moment !== null ? (
    <button
      type="button"
      className="interview-Quote"
      title={trans.__('Go to this moment')}
      onClick={() => go(evidence)}
    >
      {inside}
    </button>
  ) : (
    <div className="interview-Quote">{inside}</div>
  );
}

/**
 * The evidence for one competency, or for none in particular, and the way to add some.
 */
export function EvidenceEditor(props: {
  competency: ICompetency | null;
  /**
   * What evidence can be about.
   */
  competencies: ReadonlyArray<ICompetency>;
  scorecard: Scorecard;
  place: IFeedbackPlace;
  say: (words: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { competencies, competency, place, say, scorecard, trans } = props;
  const key = competency?.key ?? '';
  const known = new Set(competencies.map(each => each.key));
  const listed = scorecard.evidence.filter(each =>
    competency ? each.competency === key : !known.has(each.competency)
  );
  const button = useRef<HTMLButtonElement>(null);
  const [isHere, setHere] = useState(false);
  const begun = scorecard.begunEvidence(key);
  const add = (evidence: IEvidence) => {
    scorecard.addEvidence(evidence);
    say(trans.__('Evidence added'));
  };
  const begin = () => {
    const now = place.now();
    const selected = place.selected();
    const evidence: IEvidence = {
      id: UUID.uuid4(),
      quote: selected?.text ?? '',
      moment: now === null ? null : Math.round(now),
      document: selected?.document ?? '',
      competency: key
    };
    if (selected) {
      add(evidence);
    } else {
      setHere(true);
      scorecard.beginEvidence(evidence);
    }
  };
  const end = () => {
    setHere(false);
    button.current?.focus();
  };
  return (
    <div className="interview-Evidence">
      {listed.length > 0 && (
        <ul aria-label={trans.__('Evidence')}>
          {listed.map(evidence => (
            <li key={evidence.id}>
              <Quote evidence={evidence} place={place} trans={trans} />
              <button
                type="button"
                className="interview-IconButton interview-mod-small"
                title={trans.__('Remove this evidence')}
                aria-label={trans.__(
                  'Remove this evidence: %1',
                  evidence.quote.slice(0, 60)
                )}
                onClick={() => {
                  scorecard.removeEvidence(evidence.id);
                  say(trans.__('Evidence removed'));
                  button.current?.focus();
                }}
              >
                <closeIcon.react tag="span" aria-hidden="true" />
              </button>
              {!competency && competencies.length > 0 && (
                <label className="interview-Evidence-about">
                  {trans.__('About')}
                  <select
                    className="jp-mod-styled"
                    value=""
                    onChange={event => {
                      scorecard.moveEvidence(evidence.id, event.target.value);
                      say(trans.__('Evidence moved'));
                      button.current?.focus();
                    }}
                  >
                    <option value="">{trans.__('the whole')}</option>
                    {competencies.map(each => (
                      <option key={each.key} value={each.key}>
                        {each.competency}
                      </option>
                    ))}
                  </select>
                </label>
              )}
            </li>
          ))}
        </ul>
      )}
      {begun && (
        <EvidenceForm
          evidence={begun}
          scorecard={scorecard}
          isHere={isHere}
          onCancel={() => {
            scorecard.dropBegunEvidence(key);
            end();
          }}
          onAdd={() => {
            scorecard.addBegunEvidence(key);
            say(trans.__('Evidence added'));
            end();
          }}
          trans={trans}
        />
      )}
      <button
        ref={button}
        type="button"
        className="interview-Button interview-mod-quiet interview-Evidence-add"
        aria-label={
          competency
            ? trans.__('Add evidence: %1', competency.competency)
            : undefined
        }
        title={trans.__(
          'Quotes what is selected in a document, with the present moment'
        )}
        // The selection stays what it is.
        onMouseDown={event => event.preventDefault()}
        onClick={begin}
      >
        <addIcon.react
          tag="span"
          className="interview-Icon"
          aria-hidden="true"
        />
        {trans.__('Add evidence')}
      </button>
    </div>
  );
}

/**
 * Where one writes what one saw, when nothing is selected that could be quoted. What stands there is
 * part of the draft, until it is added.
 */
function EvidenceForm(props: {
  evidence: IEvidence;
  scorecard: Scorecard;
  /**
   * Whether it was begun on this page, just now.
   */
  isHere: boolean;
  onAdd: () => void;
  onCancel: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { evidence, isHere, onAdd, onCancel, scorecard, trans } = props;
  const { competency, moment, quote } = evidence;
  const id = useId();
  const add = () => {
    if (quote) {
      onAdd();
    }
  };
  return (
    <form
      className="interview-EvidenceForm"
      onSubmit={event => {
        event.preventDefault();
        add();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          event.stopPropagation();
          add();
        }
      }}
    >
      <label htmlFor={id}>
        {moment === null
          ? trans.__('What did you see or hear?')
          : trans.__('What did you see or hear at %1?', clockTime(moment))}
      </label>
      <SharedText
        id={id}
        autoFocus={isHere}
        text={scorecard.begunQuote(competency)}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} className="interview-Feedback-hint">
        {trans.__('To quote code or its output, select it first.')}
      </p>
      <div className="interview-Feedback-buttons">
        <button type="button" className="interview-Button" onClick={onCancel}>
          {trans.__('Cancel')}
        </button>
        <button
          type="submit"
          className="interview-Button interview-mod-accent"
          aria-disabled={!quote}
        >
          {trans.__('Add')}
        </button>
      </div>
    </form>
  );
}
