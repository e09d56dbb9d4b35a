import { ReactWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useRef, useState } from 'react';

import { CopyLinkButton } from '../../components/copybutton';
import { useChanged } from '../../components/hooks';
import { Markdown } from '../../components/markdown';
import { When } from '../../components/when';
import { explain } from '../../services/explain';
import { clockTime, toFragment } from '../engine/clock';
import { IComment } from '../review/api';
import { ReviewModel } from '../review/model';
import { IPlayer } from '../tokens';
import { lastBefore } from './marks';

/**
 * What members write about moments: the list in the order of time, and where one writes.
 */
export class CommentsPanel extends ReactWidget {
  constructor(private _options: CommentsPanel.IOptions) {
    super();
    this.id = 'interview-comments';
    this.addClass('interview-Events');
    this.addClass('interview-Comments');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Comments'));
  }

  /**
   * Go to where one writes; the recording stands still meanwhile.
   */
  write(): void {
    this._options.player.pause();
    this.node
      .querySelector<HTMLTextAreaElement>('.interview-Comments-new textarea')
      ?.focus();
  }

  protected override render(): JSX.Element {
    return <Comments {...this._options} />;
  }
}

export namespace CommentsPanel {
  export interface IOptions {
    /**
     * The pad's one address.
     */
    address: string;
    /**
     * The path of the document in front; null if there is none.
     */
    front: () => string | null;
    player: IPlayer;
    rendermime: IRenderMimeRegistry;
    review: ReviewModel;
    trans: TranslationBundle;
  }
}

function Comments(props: CommentsPanel.IOptions): JSX.Element {
  const { player, review, trans } = props;
  useChanged(review.changed);
  const comments = review.comments ?? [];
  const current = useCurrent(player, comments);
  return (
    <>
      <h2>{trans.__('Comments')}</h2>
      <NewComment {...props} />
      <p className="interview-Failure" role="alert">
        {review.failure ? explain(review.failure, trans) : ''}
      </p>
      {review.comments?.length === 0 && (
        <p className="interview-Events-none">
          {trans.__(
            'Nobody has written a comment yet. Candidates never see them.'
          )}
        </p>
      )}
      <ol className="interview-CommentList">
        {comments.map((comment, index) => (
          <Comment
            key={comment.id}
            comment={comment}
            current={index === current}
            {...props}
          />
        ))}
      </ol>
    </>
  );
}

/**
 * The position of the last comment about what had happened.
 */
function useCurrent(
  player: IPlayer,
  comments: ReadonlyArray<IComment>
): number {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const update = () => setCurrent(lastBefore(comments, player.time));
    update();
    player.timeChanged.connect(update);
    return () => {
      player.timeChanged.disconnect(update);
    };
  }, [player, comments]);
  return current;
}

function NewComment(props: CommentsPanel.IOptions): JSX.Element {
  const { front, player, review, trans } = props;
  const { duration } = player.manifest;
  const [text, setText] = useState('');
  // The moment that is written about; where the player goes meanwhile changes nothing.
  const [moment, setMoment] = useState<number | null>(null);
  const [document, setDocument] = useState<string | null>(null);
  const now = useSecond(player);
  const begin = () => {
    player.pause();
    if (moment === null) {
      setMoment(Math.round(player.time));
      setDocument(front());
    }
  };
  const forget = () => {
    setText('');
    setMoment(null);
    setDocument(null);
  };
  const save = async (said: string) => {
    await review.api.write(moment ?? Math.round(player.time), said, document);
    forget();
    void review.refreshComments();
  };
  return (
    <CommentForm
      className="interview-Comments-new"
      label={trans.__(
        'Comment at %1',
        clockTime(moment ?? now * 1000, duration)
      )}
      hint={trans.__('C writes one at the present moment')}
      text={text}
      onText={setText}
      onBegin={begin}
      onLeave={() => {
        if (!text.trim()) {
          forget();
        }
      }}
      onCancel={forget}
      onSave={save}
      trans={trans}
    />
  );
}

/**
 * The whole seconds of the player's moment.
 */
function useSecond(player: IPlayer): number {
  const [second, setSecond] = useState(0);
  useEffect(() => {
    const update = () => setSecond(Math.floor(player.time / 1000));
    update();
    player.timeChanged.connect(update);
    return () => {
      player.timeChanged.disconnect(update);
    };
  }, [player]);
  return second;
}

/**
 * Where a comment is written or changed. Control+Enter saves, Escape leaves.
 */
function CommentForm(props: {
  className?: string;
  label: string;
  hint?: string;
  text: string;
  focused?: boolean;
  onText: (text: string) => void;
  onBegin?: () => void;
  onLeave?: () => void;
  onCancel: () => void;
  onSave: (text: string) => Promise<void>;
  trans: TranslationBundle;
}): JSX.Element {
  const { focused, onBegin, onCancel, onSave, onText, text, trans } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const empty = !text.trim();
  useEffect(() => {
    if (focused) {
      area.current?.focus();
    }
  }, [focused]);
  const cancel = () => {
    setFailure('');
    onCancel();
    area.current?.blur();
  };
  const save = async () => {
    if (busy || empty) {
      return;
    }
    setBusy(true);
    setFailure('');
    try {
      await onSave(text);
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={`interview-CommentForm ${props.className ?? ''}`}
      onSubmit={event => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id}>{props.label}</label>
      <textarea
        ref={area}
        id={id}
        rows={3}
        maxLength={10_000}
        placeholder={trans.__('What is worth a look here? Markdown works.')}
        value={text}
        readOnly={busy}
        onChange={event => onText(event.target.value)}
        onFocus={onBegin}
        onBlur={props.onLeave}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void save();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            cancel();
          }
        }}
      />
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-CommentForm-buttons">
        <span className="interview-CommentForm-hint">{props.hint}</span>
        {(!empty || focused) && (
          <button type="button" className="interview-Button" onClick={cancel}>
            {trans.__('Cancel')}
          </button>
        )}
        <button
          type="submit"
          className="interview-Button interview-mod-accent"
          aria-disabled={busy || empty}
        >
          {trans.__('Save comment')}
        </button>
      </div>
    </form>
  );
}

function Comment(
  props: CommentsPanel.IOptions & { comment: IComment; current: boolean }
): JSX.Element {
  const { address, comment, current, player, rendermime, review, trans } =
    props;
  const { duration, documents } = player.manifest;
  const [edited, setEdited] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const time = clockTime(comment.moment, duration);
  const go = () => {
    player.pause();
    player.seek(comment.moment);
    const doc = documents.findIndex(({ path }) => path === comment.document);
    if (doc >= 0) {
      player.reveal({ doc });
    }
  };
  const save = async (text: string) => {
    await review.api.edit(comment.id, text);
    setEdited(null);
    void review.refreshComments();
  };
  const remove = async () => {
    setFailure('');
    try {
      await review.api.delete(comment.id);
      await review.refreshComments();
    } catch (reason) {
      setFailure(explain(reason, trans));
      setAsking(false);
    }
  };
  const url = new URL(
    address + toFragment(comment.moment),
    window.location.href
  ).href;
  return (
    <li
      className="interview-Comment"
      aria-current={current ? 'true' : undefined}
    >
      <div className="interview-Comment-top">
        <button
          type="button"
          className="interview-Comment-time"
          aria-label={trans.__('Go to %1, comment by %2', time, comment.author)}
          onClick={go}
        >
          {time}
        </button>
        <strong>{comment.author}</strong>
        <span className="interview-Comment-when">
          <When iso={comment.written} trans={trans} />
          {comment.edited && trans.__(', edited')}
        </span>
      </div>
      {edited === null ? (
        <Markdown source={comment.text} rendermime={rendermime} />
      ) : (
        <CommentForm
          label={trans.__('Comment at %1', time)}
          text={edited}
          focused
          onText={setEdited}
          onCancel={() => setEdited(null)}
          onSave={save}
          trans={trans}
        />
      )}
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {edited === null && (
        <div className="interview-Comment-buttons">
          <CopyLinkButton
            url={url}
            what={trans.__('the moment %1', time)}
            trans={trans}
            className="interview-mod-quiet"
          />
          {comment.actions.includes('edit') && (
            <button
              type="button"
              className="interview-Button interview-mod-quiet"
              aria-label={trans.__('Edit the comment at %1', time)}
              onClick={() => setEdited(comment.text)}
            >
              {trans.__('Edit')}
            </button>
          )}
          {comment.actions.includes('delete') &&
            (asking ? (
              <>
                <button
                  type="button"
                  className="interview-Button interview-mod-danger"
                  autoFocus
                  onClick={() => void remove()}
                >
                  {trans.__('Delete for good')}
                </button>
                <button
                  type="button"
                  className="interview-Button interview-mod-quiet"
                  onClick={() => setAsking(false)}
                >
                  {trans.__('Keep')}
                </button>
              </>
            ) : (
              <button
                type="button"
                className="interview-Button interview-mod-quiet interview-mod-danger"
                aria-label={trans.__('Delete the comment at %1', time)}
                onClick={() => setAsking(true)}
              >
                {trans.__('Delete')}
              </button>
            ))}
        </div>
      )}
    </li>
  );
}
