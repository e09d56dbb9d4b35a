import { TranslationBundle } from '@jupyterlab/translation';
import React, { useCallback, useEffect, useState } from 'react';

import { CopyLinkButton } from '../components/copybutton';
import { Modal } from '../components/modal';
import { explain } from '../services/explain';
import { ITakeHomeLink } from '../services/types';
import { IPads } from '../tokens';
import { addressOf } from './address';
import { ownZone } from './times';
import { momentLabel } from './words';

/**
 * The public addresses that make take-homes: which there are, and closing them.
 */
export function LinksDialog(props: {
  pads: IPads;
  trans: TranslationBundle;
  onClose: () => void;
}): JSX.Element {
  const { pads, trans, onClose } = props;
  const { api } = pads;
  const [links, setLinks] = useState<ReadonlyArray<ITakeHomeLink> | null>(null);
  const [failure, setFailure] = useState('');
  const ask = useCallback(
    () =>
      api
        .takeHomeLinks()
        .then(setLinks, reason => setFailure(explain(reason, trans))),
    [api, trans]
  );
  useEffect(() => {
    void ask();
  }, [ask]);
  const act = async (action: () => Promise<unknown>) => {
    setFailure('');
    try {
      await action();
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
    await ask();
  };
  return (
    <Modal
      title={trans.__('Public take-home links')}
      onClose={onClose}
      className="interview-mod-medium"
    >
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {links === null ? (
        !failure && <p>{trans.__('Loading…')}</p>
      ) : links.length === 0 ? (
        <p className="interview-Dialog-said">
          {trans.__(
            'There is none yet. A new pad of the kind “Take-home” can be for a public link.'
          )}
        </p>
      ) : (
        <ul className="interview-Links" aria-label={trans.__('Public links')}>
          {links.map(link => (
            <li key={link.id}>
              <div>
                <strong>{link.title}</strong>
                <span className="interview-Field-hint">
                  {[
                    link.closed ? trans.__('Closed') : trans.__('Open'),
                    trans.__('%1 of %2 made', link.made, link.most),
                    link.due &&
                      trans.__(
                        'due %1',
                        momentLabel(link.due, ownZone(), trans)
                      )
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              {!link.closed && (
                <CopyLinkButton
                  url={addressOf(link)}
                  what={link.title}
                  trans={trans}
                />
              )}
              <button
                type="button"
                className="interview-Button"
                aria-label={
                  link.closed
                    ? trans.__('Open %1 again', link.title)
                    : trans.__('Close %1', link.title)
                }
                onClick={() =>
                  void act(() =>
                    api.changeTakeHomeLink(link.id, { closed: !link.closed })
                  )
                }
              >
                {link.closed ? trans.__('Open again') : trans.__('Close')}
              </button>
              {link.closed && (
                <button
                  type="button"
                  className="interview-Button interview-mod-quiet interview-mod-danger"
                  aria-label={trans.__('Delete the link %1', link.title)}
                  onClick={() =>
                    void act(() => api.removeTakeHomeLink(link.id))
                  }
                >
                  {trans.__('Delete')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="interview-Field-hint">
        {trans.__('Take-homes that a link has made stay when it is closed.')}
      </p>
      <div className="interview-Dialog-buttons">
        <button type="button" className="interview-Button" onClick={onClose}>
          {trans.__('Done')}
        </button>
      </div>
    </Modal>
  );
}
