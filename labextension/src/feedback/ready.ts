import { useEffect, useState } from 'react';

import { SharedDraft } from '../services/draft';

/**
 * Whether a draft has come from the server.
 */
export function useReady(draft: SharedDraft): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    void draft.ready.then(() => {
      if (!gone) {
        setReady(true);
      }
    });
    return () => {
      gone = true;
    };
  }, [draft]);
  return ready;
}
