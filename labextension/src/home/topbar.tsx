import { IThemeManager, ReactWidget } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { TranslationBundle } from '@jupyterlab/translation';
import { jupyterIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { useChanged } from '../components/hooks';
import { ThemeButton } from '../pad/frame/theme';
import { IHomePages, IPads } from '../tokens';

/**
 * The one line above the members' pages: what this is, where to go, who you are, the way out.
 */
export class TopBar extends ReactWidget {
  constructor(private _options: TopBar.IOptions) {
    super();
    this.id = 'interview-top-bar';
    this.addClass('interview-TopBar');
  }

  protected override render(): JSX.Element {
    return <Bar {...this._options} />;
  }
}

export namespace TopBar {
  export interface IOptions {
    pads: IPads;
    pages: IHomePages;
    settings: ISettingRegistry | null;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}

function Bar(props: TopBar.IOptions): JSX.Element {
  const { pads, pages, settings, themes, trans } = props;
  useChanged(pads.changed);
  useChanged(pages.changed);
  return (
    <>
      <jupyterIcon.react
        tag="span"
        className="interview-TopBar-logo"
        aria-hidden="true"
      />
      <span className="interview-TopBar-name">JupyterLab</span>
      <nav className="interview-TopBar-pages" aria-label={trans.__('Pages')}>
        {pages.pages.map(({ id, label, open }) => (
          <a
            key={id}
            href={`#${id}`}
            aria-current={id === pages.current ? 'page' : undefined}
            onClick={event => {
              if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                event.preventDefault();
                open('');
              }
            }}
          >
            {label}
          </a>
        ))}
      </nav>
      {themes && settings && (
        <ThemeButton themes={themes} settings={settings} trans={trans} />
      )}
      {pads.me && (
        <>
          <span className="interview-TopBar-me">{pads.me.name}</span>
          <a href={URLExt.join(PageConfig.getBaseUrl(), 'logout')}>
            {trans.__('Sign out')}
          </a>
        </>
      )}
    </>
  );
}
