import { IThemeManager, ReactWidget } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { useChanged } from '../components/hooks';
import { ThemeButton } from '../pad/frame/theme';
import { branch } from './branch';
import { ReviewModel } from './review/model';
import { stateWords } from './review/words';
import { IPlayback, IPlayer } from './tokens';

/**
 * The one line above everything: which interview is played.
 */
export class PlaybackTopBar extends ReactWidget {
  constructor(private _options: PlaybackTopBar.IOptions) {
    super();
    this.id = 'interview-top-bar';
    this.addClass('interview-TopBar');
    this.addClass('interview-PadTopBar');
  }

  protected override render(): JSX.Element {
    return <Bar {...this._options} />;
  }
}

export namespace PlaybackTopBar {
  export interface IOptions {
    playback: IPlayback;
    settings: ISettingRegistry | null;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}

function Bar(props: PlaybackTopBar.IOptions): JSX.Element {
  const { playback, settings, themes, trans } = props;
  const [player, setPlayer] = useState<IPlayer | null>(null);
  useEffect(() => {
    void playback.player.then(setPlayer);
  }, [playback]);
  const title = player?.manifest.pad.title;
  return (
    <>
      <h1 className="interview-PadTopBar-title" title={title}>
        {title}
      </h1>
      {playback.review ? (
        <ReviewState review={playback.review} trans={trans} />
      ) : (
        <span className="interview-Pill">{stateWords(null, trans)}</span>
      )}
      <span className="interview-PadTopBar-space" />
      {player && (
        <button
          type="button"
          className="interview-Button"
          title={trans.__('Open a pad as everything is at this moment')}
          onClick={() => void branch(player, playback.api, trans)}
        >
          {trans.__('Branch from here')}
        </button>
      )}
      {themes && settings && (
        <ThemeButton themes={themes} settings={settings} trans={trans} />
      )}
    </>
  );
}

function ReviewState(props: {
  review: ReviewModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { review, trans } = props;
  useChanged(review.changed);
  return (
    <span
      className="interview-Pill"
      role="status"
      data-state={review.pad?.state}
    >
      {stateWords(review.pad, trans)}
    </span>
  );
}
