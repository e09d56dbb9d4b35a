// Milliseconds for which it can be read that something was marked.
const SHOWN = 3000;

/**
 * Says that a moment was marked, to those who see the page and those who hear it, whatever they are
 * at and without a word to anybody else.
 */
export class MarkedSign {
  constructor() {
    this._node.className = 'interview-Marked';
    this._node.setAttribute('role', 'status');
    document.body.append(this._node);
  }

  show(words: string): void {
    clearTimeout(this._timer);
    // The same words once more are news as well.
    this._node.replaceChildren(words);
    this._timer = setTimeout(() => this._node.replaceChildren(), SHOWN);
  }

  private _node = document.createElement('div');
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
