/**
 * Shows a count before the browser tab's title, whoever sets the title.
 */
export class TitleBadge {
  constructor(private _document: Document = document) {
    // The <title> element may be replaced, so its parent is watched.
    new MutationObserver(() => this._write()).observe(_document.head, {
      childList: true,
      subtree: true,
      characterData: true
    });
  }

  set count(count: number) {
    this._count = count;
    this._write();
  }

  private _write(): void {
    const bare = this._document.title.replace(/^\(\d+\) /, '');
    const title = this._count > 0 ? `(${this._count}) ${bare}` : bare;
    if (title !== this._document.title) {
      this._document.title = title;
    }
  }

  private _count = 0;
}
