import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { FormDialog } from '../components/formdialog';
import { TeamField, useTeams } from '../home/fields';
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
  const save = async () => {
    onGiven(await api.give(question.id, team));
  };
  return (
    <FormDialog
      title={trans.__('Who sees “%1”?', question.title)}
      action={teams?.length ? trans.__('Save') : null}
      doing={trans.__('Saving…')}
      send={save}
      onClose={onClose}
      className="interview-mod-medium"
      trans={trans}
    >
      {teams?.length === 0 && (
        <p>
          {trans.__(
            'Everybody in the organization. You are in no team that it could belong to instead; admins put people into teams on the Team page.'
          )}
        </p>
      )}
      <TeamField teams={teams} value={team} onChange={setTeam} trans={trans} />
    </FormDialog>
  );
}
