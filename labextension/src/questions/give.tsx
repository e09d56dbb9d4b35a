import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { FormFoot } from '../components/formfoot';
import { Modal } from '../components/modal';
import { TeamField, useTeams } from '../home/fields';
import { explain } from '../services/explain';
import { IPads } from '../tokens';
import { QuestionApi } from './api';
import { IQuestion } from './types';

/**
 * Choose whose a question is: a team's, or the whole organization's.
 */
export function GiveDialog(props: {
  question: IQuestion;
  api: QuestionApi;
  pads: IPads;
  trans: TranslationBundle;
  onGiven: (question: IQuestion) => void;
  onClose: () => void;
}): JSX.Element {
  const { question, api, pads, trans, onGiven, onClose } = props;
  const [team, setTeam] = useState(question.team?.id ?? null);
  const teams = useTeams(pads, question.team);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const save = async () => {
    setBusy(true);
    setFailure('');
    try {
      onGiven(await api.give(question.id, team));
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };
  return (
    <Modal
      title={trans.__('Who sees “%1”?', question.title)}
      onClose={onClose}
      className="interview-mod-medium"
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!busy) {
            void save();
          }
        }}
      >
        {teams?.length === 0 && (
          <p>
            {trans.__(
              'Everybody in the organization. You are in no team that it could belong to instead; admins put people into teams on the Team page.'
            )}
          </p>
        )}
        <TeamField
          teams={teams}
          value={team}
          onChange={setTeam}
          trans={trans}
        />
        <FormFoot
          failure={failure}
          busy={busy}
          action={
            !teams?.length
              ? null
              : busy
                ? trans.__('Saving…')
                : trans.__('Save')
          }
          onCancel={onClose}
          trans={trans}
        />
      </form>
    </Modal>
  );
}
