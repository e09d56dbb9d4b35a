import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/**
 * What stands in a panel's place where pads are on another site than the members' pages: the
 * sign-in does not reach across.
 */
export class ElsewherePanel extends ReactWidget {
  constructor(private _options: ElsewherePanel.IOptions) {
    super();
    this.addClass('interview-Elsewhere');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.title);
  }

  protected override render(): JSX.Element {
    const { title, trans, url, words } = this._options;
    return (
      <>
        <h2>{title}</h2>
        <p>
          {trans.__(
            'On this server pads have a site of their own, which your sign-in does not reach.'
          )}{' '}
          {words}
        </p>
        <a
          className="interview-Button"
          href={url}
          target="_blank"
          rel="noreferrer"
        >
          {trans.__('Open the Pads page')}
        </a>
      </>
    );
  }
}

export namespace ElsewherePanel {
  export interface IOptions {
    title: string;
    /**
     * What can be done instead.
     */
    words: string;
    /**
     * Of the members' pages.
     */
    url: string;
    trans: TranslationBundle;
  }
}
