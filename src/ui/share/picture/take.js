// A picture as a blob, and into the clipboard.
export const png = (canvas) => new Promise((made) => canvas.toBlob(made, 'image/png'));

/** False where the browser refuses. */
export async function copy_png(canvas) {
  try {
    // Chromium tells its console of a frame that tries in vain.
    if (document.featurePolicy?.allowsFeature('clipboard-write') === false) return false;
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png(canvas) })]);
    return true;
  } catch {
    return false;
  }
}
