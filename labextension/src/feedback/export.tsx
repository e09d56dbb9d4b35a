import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { MenuButton } from '../components/menubutton';
import { download } from '../questions/views';
import { explain } from '../services/explain';
import { ExportFormat } from './api';
import { FeedbackModel } from './model';

/**
 * Hands out all scorecards that one may see, to print or to keep. Nothing where there is none.
 */
export function ExportButton(props: {
  model: FeedbackModel;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { model, trans } = props;
  const { mine, others } = model.feedback ?? {};
  if (!mine?.version && !others?.length) {
    return null;
  }
  const save = async (format: ExportFormat) => {
    try {
      download(`scorecards.${format}`, await model.api.export(format));
    } catch (reason) {
      Notification.error(explain(reason, trans), { autoClose: false });
    }
  };
  return (
    <MenuButton
      label={trans.__('Export the scorecards')}
      items={[
        {
          id: 'print',
          label: trans.__('Page to print'),
          execute: () => {
            window.open(model.api.printable, '_blank', 'noopener');
          }
        },
        {
          id: 'csv',
          label: trans.__('Table (CSV)'),
          execute: () => void save('csv')
        },
        {
          id: 'json',
          label: trans.__('JSON'),
          execute: () => void save('json')
        }
      ]}
    >
      {trans.__('Export')}
      <caretDownIcon.react
        tag="span"
        className="interview-Icon"
        aria-hidden="true"
      />
    </MenuButton>
  );
}
