/**
 * Milliseconds after which a page that is not looked at counts as left: a dialog of the browser,
 * or the way into a frame of the page, takes less.
 */
const LEFT_AFTER = 500;

/**
 * Tells when somebody leaves the page for another window or tab, and when they are back.
 */
export class Attention {
  /**
   * @param isHere - Whether the page is looked at just now.
   * @param tell - Called with false when it was left, with true on the return.
   * @param later - Calls a function after so many milliseconds.
   */
  constructor(
    private _isHere: () => boolean,
    private _tell: (here: boolean) => void,
    private _later: (call: () => void, milliseconds: number) => unknown = (
      call,
      milliseconds
    ) => setTimeout(call, milliseconds)
  ) {}

  /**
   * Look again: something happened to the page or its window.
   */
  check(): void {
    const here = this._isHere();
    if (here && !this._here) {
      this._here = true;
      this._tell(true);
    } else if (!here && this._here && !this._checking) {
      this._checking = true;
      this._later(() => {
        this._checking = false;
        if (!this._isHere() && this._here) {
          this._here = false;
          this._tell(false);
        }
      }, LEFT_AFTER);
    }
  }

  private _here = true;
  private _checking = false;
}

/**
 * Whether the page is in front, and its window, or a frame of the page, has the keyboard.
 */
export function isLookedAt(page: Document): boolean {
  return (
    page.visibilityState === 'visible' &&
    (page.hasFocus() || page.activeElement?.tagName === 'IFRAME')
  );
}
