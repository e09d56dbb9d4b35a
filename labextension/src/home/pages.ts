import { ISignal, Signal } from '@lumino/signaling';

import { IHomePage, IHomePages } from '../tokens';

/**
 * The members' pages, of which one fills the window, and the address that leads to it: what
 * follows the "#" is the page's id and, after a slash, what it makes of the rest.
 */
export class HomePages implements IHomePages {
  get pages(): ReadonlyArray<IHomePage> {
    return this._pages;
  }

  get current(): string | null {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  add(page: IHomePage): void {
    this._pages = [...this._pages, page].sort((a, b) => a.rank - b.rank);
    this._changed.emit();
    if (this._awaited?.id === page.id) {
      const { rest } = this._awaited;
      this._awaited = null;
      page.open(rest);
    }
  }

  here(id: string, rest = ''): void {
    if (id !== this._awaited?.instead) {
      this._awaited = null;
    }
    this._fragment = rest ? `#${id}/${rest}` : `#${id}`;
    this.keep();
    if (id !== this._current) {
      this._current = id;
      this._changed.emit();
    }
  }

  /**
   * Have the address say again which page is shown, where somebody else changed it.
   */
  keep(): void {
    const { hash, pathname, search } = window.location;
    if (this._fragment && this._fragment !== hash) {
      window.history.replaceState(
        window.history.state,
        '',
        pathname + search + this._fragment
      );
    }
  }

  /**
   * Show what the address says, now and whenever it changes.
   */
  start(): void {
    window.addEventListener('hashchange', () => {
      this._go(window.location.hash);
    });
    this._go(window.location.hash || this._asked);
  }

  private _go(hash: string): void {
    const [id, ...rest] = hash.slice(1).split('/');
    const page = this._pages.find(one => one.id === id);
    if (page) {
      page.open(rest.join('/'));
      return;
    }
    const [first] = this._pages;
    if (first) {
      // Some pages come later, for which there are depends on who is signed in.
      this._awaited = { id, rest: rest.join('/'), instead: first.id };
      first.open('');
    }
  }

  // In a second window JupyterLab takes the fragment out of the address while it starts.
  private _asked = window.location.hash;
  private _fragment = '';
  private _pages: ReadonlyArray<IHomePage> = [];
  private _current: string | null = null;
  // A page that the address asked for before it was there, and the one that is shown meanwhile.
  private _awaited: { id: string; rest: string; instead: string } | null = null;
  private _changed = new Signal<this, void>(this);
}
