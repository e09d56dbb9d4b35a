import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { Modal } from '../components/modal';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { FeedbackModel } from './model';
import { IFeedbackPlace } from './place';
import { IVersion } from './types';
import { ScorecardView } from './view';

/**
 * All that one member submitted, the newest first.
 *
 * @param props.member - The member's id; null for oneself.
 */
export function Versions(props: {
  title: string;
  member: string | null;
  model: FeedbackModel;
  place: IFeedbackPlace;
  onClose: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { member, model, onClose, place, title, trans } = props;
  const [versions, setVersions] = useState<ReadonlyArray<IVersion> | null>(
    null
  );
  const [failure, setFailure] = useState('');
  useEffect(() => {
    model.versions().then(setVersions, reason => {
      setFailure(explain(reason, trans));
    });
  }, [model, trans]);
  const others = new Set(model.feedback?.others?.map(each => each.member.id));
  const listed = versions?.filter(each =>
    member === null ? !others.has(each.member.id) : each.member.id === member
  );
  return (
    <Modal title={title} className="interview-Versions" onClose={onClose}>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {listed?.map(each => (
        <details key={each.version} open={each === listed[0]}>
          <summary>
            {trans.__('Version %1', each.version)}{' '}
            <span className="interview-Part-from">
              <When iso={each.submitted} trans={trans} />
            </span>
          </summary>
          <ScorecardView
            content={each.content}
            form={each.form}
            // One looks at this dialog, not at what is behind it.
            place={{ ...place, go: null }}
            trans={trans}
          />
        </details>
      ))}
      <div className="interview-Dialog-buttons">
        <button type="button" className="interview-Button" onClick={onClose}>
          {trans.__('Close')}
        </button>
      </div>
    </Modal>
  );
}
