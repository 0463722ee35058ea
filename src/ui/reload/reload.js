// What a tab keeps from before a reload to after it. Nothing in a frame that may not keep anything.
const KEY = 'flatline.run';

export function leave(tell) {
  addEventListener('pagehide', () => {
    try {
      sessionStorage.setItem(KEY, tell());
    } catch {
      // Then the run begins anew.
    }
  });
}

/** What was left, where this is a reload; empty else. */
export function left() {
  try {
    const text = sessionStorage.getItem(KEY) ?? '';
    sessionStorage.removeItem(KEY);
    return performance.getEntriesByType('navigation')[0]?.type === 'reload' ? text : '';
  } catch {
    return '';
  }
}
