import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon } from '@jupyterlab/ui-components';
import { Message } from '@lumino/messaging';
import React, { useEffect, useRef, useState } from 'react';

import { useChanged } from '../components/hooks';
import { When } from '../components/when';
import { statusWords } from '../notes/words';
import { SharedDraft } from '../services/draft';
import { explain } from '../services/explain';
import { RecommendationSign } from './choice';
import { Decision } from './decision';
import { ExportButton } from './export';
import { ScorecardForm } from './form';
import { FeedbackModel } from './model';
import { IFeedbackPlace } from './place';
import { useReady } from './ready';
import { IFeedback, IVersion } from './types';
import { Versions } from './versions';
import { ScorecardView } from './view';
import { seeOthersWords, subjectWords } from './words';

/**
 * One's own scorecard and, after it was submitted, the colleagues'.
 */
export class FeedbackPanel extends ReactWidget {
  constructor(private _options: FeedbackPanel.IOptions) {
    super();
    const { trans } = _options;
    this.id = 'interview-feedback';
    this.addClass('interview-Feedback');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Feedback'));
    this.node.tabIndex = -1;
  }

  /**
   * Go in, from wherever one was.
   */
  enter(): void {
    if (!this.node.contains(document.activeElement)) {
      this.node.focus();
    }
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._begin();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._begin();
  }

  protected override render(): JSX.Element | null {
    const { compare, place, trans } = this._options;
    return this._model ? (
      <Feedback
        model={this._model}
        compare={compare}
        place={place}
        trans={trans}
      />
    ) : null;
  }

  /**
   * Ask for nothing until somebody looks.
   */
  private _begin(): void {
    if (!this._model && this.isVisible) {
      this._model = this._options.model();
      this.update();
    }
  }

  private _model: FeedbackModel | null = null;
}

export namespace FeedbackPanel {
  export interface IOptions {
    /**
     * Makes the model when it is wanted for the first time.
     */
    model: () => FeedbackModel;
    place: IFeedbackPlace;
    /**
     * Show all scorecards side by side.
     */
    compare: () => void;
    trans: TranslationBundle;
  }
}

interface IProps {
  model: FeedbackModel;
  place: IFeedbackPlace;
  compare: () => void;
  trans: TranslationBundle;
}

function Feedback(props: IProps): JSX.Element {
  const { model, trans } = props;
  useChanged(model.changed);
  const [revising, setRevising] = useState(false);
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const { failure, feedback } = model;
  const mine = feedback?.mine;
  const editing = mine?.version === null || Boolean(mine?.changed) || revising;
  const before = useRef<boolean>();
  useEffect(() => {
    const panel = heading.current?.closest('.interview-Feedback');
    const { activeElement } = document;
    // What had the focus is gone, and something else stands here now.
    if (
      panel &&
      feedback &&
      before.current === !editing &&
      (activeElement === document.body || panel.contains(activeElement))
    ) {
      panel.scrollTop = 0;
      heading.current?.focus();
    }
    before.current = feedback ? editing : undefined;
  }, [editing, feedback]);
  return (
    <>
      <div className="interview-Feedback-top">
        <h2 ref={heading} tabIndex={-1}>
          {trans.__('Feedback')}
        </h2>
        {editing && !feedback?.subject && (
          <DraftStatus draft={model.draft} trans={trans} />
        )}
        <ExportButton model={model} trans={trans} />
      </div>
      <p className="interview-mod-heard" role="status">
        {said}
      </p>
      <p className="interview-Failure" role="alert">
        {failure ? explain(failure, trans) : ''}
      </p>
      {feedback?.subject && <p>{subjectWords(trans)}</p>}
      {feedback && !feedback.subject && (
        <>
          <RuleChanges feedback={feedback} trans={trans} />
          <Colleagues {...props} feedback={feedback} />
          <Decision model={model} trans={trans} />
          {editing ? (
            <Editor
              {...props}
              feedback={feedback}
              say={setSaid}
              onEnd={() => setRevising(false)}
            />
          ) : (
            <Submitted
              {...props}
              feedback={feedback}
              onRevise={() => setRevising(true)}
            />
          )}
        </>
      )}
    </>
  );
}

/**
 * Whether what one writes is safe.
 */
function DraftStatus(props: {
  draft: SharedDraft;
  trans: TranslationBundle;
}): JSX.Element {
  const { draft, trans } = props;
  useChanged(draft.statusChanged);
  const { status } = draft;
  return (
    <span className="interview-DraftStatus" role="status" data-status={status}>
      {status === 'saved' && (
        <checkIcon.react
          tag="span"
          className="interview-Icon"
          aria-hidden="true"
        />
      )}
      {statusWords(draft, trans)}
    </span>
  );
}

function Editor(
  props: IProps & {
    feedback: IFeedback;
    say: (words: string) => void;
    onEnd: () => void;
  }
): JSX.Element {
  const { feedback, model, onEnd, place, say, trans } = props;
  const { form, mine } = feedback;
  const { scorecard } = model;
  useChanged(scorecard.changed);
  const [tried, setTried] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const missing = scorecard.missing(form.required);
  const ready = useReady(model.draft);
  useEffect(() => {
    // Each time that one tries in vain, one is led to the first part that is missing.
    if (tried > 0) {
      root.current
        ?.querySelector<HTMLElement>('[aria-invalid="true"]')
        ?.closest('[data-part]')
        ?.querySelector<HTMLElement>('input, textarea, select')
        ?.focus();
    }
  }, [tried]);
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure('');
    try {
      await act();
      onEnd();
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };
  const submit = () => {
    if (missing.length > 0) {
      setTried(tried + 1);
    } else {
      void attempt(async () => {
        await model.submit();
        say(trans.__('Submitted'));
      });
    }
  };
  useChanged(model.draft.statusChanged);
  if (!ready) {
    const { failure } = model.draft;
    return (
      <p className="interview-Feedback-hint">
        {failure ? explain(failure, trans) : trans.__('Loading…')}
      </p>
    );
  }
  return (
    <div ref={root} className="interview-Feedback-editor">
      {mine.version !== null && (
        <p className="interview-Feedback-hint">
          {trans.__(
            'You are revising your scorecard. Version %1 stays what everybody sees until you submit again.',
            mine.version
          )}
        </p>
      )}
      <ScorecardForm
        form={form}
        scorecard={scorecard}
        place={place}
        missing={tried ? missing : []}
        say={say}
        trans={trans}
      />
      <div className="interview-Feedback-foot">
        <p className="interview-Failure" role="alert">
          {failure}
        </p>
        <p className="interview-Feedback-hint" role="status">
          {missing.length === 0
            ? trans.__('Everything that is needed is there.')
            : trans._n(
                'One part is still to do.',
                '%1 parts are still to do.',
                missing.length
              )}
        </p>
        <div className="interview-Feedback-buttons">
          {mine.version !== null && (
            <button
              type="button"
              className="interview-Button"
              aria-disabled={busy}
              onClick={() => {
                if (!busy) {
                  void attempt(() => model.discard());
                }
              }}
            >
              {trans.__('Keep version %1', mine.version)}
            </button>
          )}
          <button
            type="button"
            className="interview-Button interview-mod-accent"
            aria-disabled={busy}
            onClick={() => {
              if (!busy) {
                submit();
              }
            }}
          >
            {mine.version !== null
              ? trans.__('Submit again')
              : trans.__('Submit')}
          </button>
        </div>
      </div>
    </div>
  );
}

/**
 * One's own scorecard after it was submitted.
 */
function Submitted(
  props: IProps & { feedback: IFeedback; onRevise: () => void }
): JSX.Element | null {
  const { feedback, model, onRevise, place, trans } = props;
  const [isOpen, setOpen] = useState(false);
  const { form, may, mine } = feedback;
  const { content } = mine;
  if (!content) {
    return null;
  }
  return (
    <section className="interview-Part" aria-label={trans.__('Your scorecard')}>
      <h3>{trans.__('Your scorecard')}</h3>
      <p className="interview-Feedback-hint">
        {(mine.version ?? 0) > 1
          ? trans.__('Version %1, submitted', mine.version)
          : trans.__('Submitted')}{' '}
        <When iso={mine.submitted} trans={trans} />
      </p>
      <ScorecardView
        content={content}
        form={form}
        place={place}
        trans={trans}
      />
      <div className="interview-Feedback-buttons">
        {(mine.version ?? 0) > 1 && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={() => setOpen(true)}
          >
            {trans.__('Earlier versions')}
          </button>
        )}
        {may.submit && (
          <button type="button" className="interview-Button" onClick={onRevise}>
            {trans.__('Revise')}
          </button>
        )}
      </div>
      {isOpen && (
        <Versions
          title={trans.__('What you submitted')}
          member={null}
          model={model}
          place={place}
          onClose={() => setOpen(false)}
          trans={trans}
        />
      )}
    </section>
  );
}

/**
 * That what one writes may be seen by others than it was when the interview began.
 */
function RuleChanges(props: {
  feedback: IFeedback;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { feedback, trans } = props;
  const { changes } = feedback.rule;
  return changes.length === 0 ? null : (
    <ul
      className="interview-RuleChanges"
      aria-label={trans.__('When others’ scorecards are seen was changed')}
    >
      {changes.map(({ at, by, now, was }) => (
        <li key={at}>
          {trans.__(
            '%1 changed when others’ scorecards are seen, from “%2” to “%3”:',
            by ?? trans.__('The server’s configuration'),
            seeOthersWords(was, trans),
            seeOthersWords(now, trans)
          )}{' '}
          <When iso={at} trans={trans} />
        </li>
      ))}
    </ul>
  );
}

/**
 * What the colleagues submitted, or why it is not to be seen.
 */
function Colleagues(
  props: IProps & { feedback: IFeedback }
): JSX.Element | null {
  const { compare, feedback, model, place, trans } = props;
  const [open, setOpen] = useState<IVersion | null>(null);
  const { disagreements, mine, others, rule } = feedback;
  if (!others) {
    return (
      <p className="interview-Feedback-hint">
        {mine.version !== null || rule.see_others === 'never'
          ? trans.__('Here everybody sees their own scorecard alone.')
          : trans.__(
              'Your judgment first: what colleagues wrote is shown once you have submitted yours.'
            )}
      </p>
    );
  }
  return (
    <section className="interview-Part" aria-label={trans.__('Colleagues')}>
      <h3>{trans.__('Colleagues')}</h3>
      {others.length === 0 ? (
        <p className="interview-Feedback-hint">
          {trans.__('Nobody else has submitted a scorecard yet.')}
        </p>
      ) : (
        <>
          <ul className="interview-Colleagues">
            {others.map(each => (
              <li key={each.member.id}>
                <details>
                  <summary>
                    <span>{each.member.name}</span>
                    {each.content.recommendation && (
                      <RecommendationSign
                        value={each.content.recommendation}
                        trans={trans}
                      />
                    )}
                  </summary>
                  <ScorecardView
                    content={each.content}
                    form={each.form}
                    place={place}
                    trans={trans}
                  />
                  {each.version > 1 && (
                    <button
                      type="button"
                      className="interview-Button interview-mod-quiet"
                      onClick={() => setOpen(each)}
                    >
                      {trans.__('Earlier versions')}
                    </button>
                  )}
                </details>
              </li>
            ))}
          </ul>
          {disagreements && disagreements.length > 0 && (
            <p className="interview-Apart">
              {trans._n(
                'You see one part differently.',
                'You see %1 parts differently.',
                disagreements.length
              )}
            </p>
          )}
          <button type="button" className="interview-Button" onClick={compare}>
            {trans.__('Compare side by side')}
          </button>
        </>
      )}
      {open && (
        <Versions
          title={trans.__('What %1 submitted', open.member.name)}
          member={open.member.id}
          model={model}
          place={place}
          onClose={() => setOpen(null)}
          trans={trans}
        />
      )}
    </section>
  );
}
