import { PageConfig } from '@jupyterlab/coreutils';

import { Role } from './types';

/**
 * What the server says about the page that it served.
 */
export namespace Page {
  /**
   * "home": the Pads page; "pad": inside a pad; "playback": a pad that has ended, as it
   * was; null: an ordinary JupyterLab.
   */
  export function mode(): 'home' | 'pad' | 'playback' | null {
    const mode = PageConfig.getOption('interviewMode');
    return mode === 'home' || mode === 'pad' || mode === 'playback'
      ? mode
      : null;
  }

  /**
   * The role of the person on a pad's page; null elsewhere.
   */
  export function role(): Role | null {
    return (PageConfig.getOption('interviewRole') as Role) || null;
  }

  /**
   * The id of the page's pad; empty elsewhere.
   */
  export function padId(): string {
    return PageConfig.getOption('interviewPadId');
  }

  /**
   * The one address of the page's pad, which waits outside it; empty elsewhere.
   */
  export function address(): string {
    return PageConfig.getOption('interviewAddress');
  }

  /**
   * Where the host of a member's pad is, a path or a whole address; empty elsewhere.
   */
  export function hostUrl(): string {
    return PageConfig.getOption('interviewHostUrl');
  }

  /**
   * Whether the page's pad is a take-home that was handed in.
   */
  export function handedIn(): boolean {
    return PageConfig.getOption('interviewHandedIn') === 'true';
  }

  /**
   * Whether nothing in the pad can be changed from this page.
   */
  export function readOnly(): boolean {
    return PageConfig.getOption('interviewReadOnly') === 'true';
  }
}
