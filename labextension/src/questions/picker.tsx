import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { Modal } from '../components/modal';
import { QuestionApi } from './api';
import { QuestionList } from './list';
import { QuestionSearch } from './search';
import { IQuestion } from './types';

/**
 * A dialog in which one question of the bank is chosen, the favourites on top.
 */
export function QuestionPicker(props: {
  api: QuestionApi;
  trans: TranslationBundle;
  onChosen: (question: IQuestion) => void;
  onClose: () => void;
}): JSX.Element {
  const { api, trans, onChosen, onClose } = props;
  const [search] = useState(() => new QuestionSearch(api));
  useEffect(() => () => search.dispose(), [search]);
  return (
    <Modal
      title={trans.__('Choose a question')}
      onClose={onClose}
      className="interview-QuestionPicker"
    >
      <QuestionList
        api={api}
        search={search}
        trans={trans}
        favouritesFirst
        onOpen={onChosen}
      />
      <div className="interview-Dialog-buttons">
        <button type="button" className="interview-Button" onClick={onClose}>
          {trans.__('Cancel')}
        </button>
      </div>
    </Modal>
  );
}
